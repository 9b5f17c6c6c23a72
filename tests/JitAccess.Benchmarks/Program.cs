using JitAccess.Benchmarks;
using JitAccess.Benchmarks.Opening;
using JitAccess.Benchmarks.Reading;
using JitAccess.Benchmarks.Reporting;
using JitAccess.Benchmarks.Rotation;
using JitAccess.Benchmarks.Scale;
using JitAccess.Benchmarks.Signing;

if (args is [OpeningProcess.Argument, var kind])
    return await OpeningProcess.AnswerAsync(Enum.Parse<OpeningKind>(kind), Console.In, Console.Out);
if (!RunArguments.TryParse(args, out var arguments))
{
    Console.Error.WriteLine(RunArguments.Usage);
    return 2;
}

await using var server = await OrdersServer.StartAsync();
IBenchmarkSection[] all =
[
    new SignerSection(),
    new StrictReadSection(),
    new PooledOpenSection(server),
    new RotatingOpenSection(),
    new PhysicalOpenSection(server),
    new RotationSection(),
    new ColdReadsSection(server),
    new ManyDatabasesSection(),
];
if (arguments.Sections.Except(all.Select(s => s.Id)).Any())
{
    Console.Error.WriteLine($"The sections are {string.Join(", ", all.Select(s => s.Id))}.");
    return 2;
}

var document = new MarkdownDocument(RunArguments.FindDocument());
var machine = Machine.Describe(TimeProvider.System.GetUtcNow(), await server.GetVersionAsync());
if (arguments.UpdatesDocument && arguments.Sections.Count == 0)
    document.Replace("machine", machine);
Console.WriteLine(machine);

var broken = 0;
foreach (var section in all.Where(s => arguments.Sections.Count == 0 || arguments.Sections.Contains(s.Id)))
{
    var occasion = arguments.Sections.Count == 0 ? "" : $"{Machine.DescribeOccasion(TimeProvider.System.GetUtcNow())}\n\n";
    var started = TimeProvider.System.GetTimestamp();
    var result = await section.RunAsync(arguments.Quick);
    var text = SectionText.From(result);
    Console.WriteLine($"== {section.Id} ({TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s)\n{text}");
    if (arguments.UpdatesDocument)
        document.Replace(section.Id, occasion + text);
    foreach (var promise in document.Unrecorded(section.Id, result.Checks))
    {
        Console.Error.WriteLine($"docs/benchmarks.md does not record \"{promise}\" in the section {section.Id}: it is from another version.");
        broken++;
    }

    broken += result.Checks.Count(c => c is { Kind: CheckKind.Structure, Holds: false });
}

if (broken > 0)
    Console.Error.WriteLine($"{broken} structural promise(s) broken");
return broken > 0 ? 1 : 0;

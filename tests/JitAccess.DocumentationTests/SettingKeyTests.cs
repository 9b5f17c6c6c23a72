using System.Collections;
using System.Text.Json;
using System.Text.RegularExpressions;
using JitAccess.ArchitectureTests;
using JitAccess.DocumentationTests.Generated;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitAccess.DocumentationTests;

/// <summary>A key that is printed is a key that is read.</summary>
public partial class SettingKeyTests
{
    private const string Section = "JitAccess:Databases:orders";

    public static TheoryData<string> Keys => [.. Documented().Select(d => d.Key)];

    public static TheoryData<string> CodeOnlyKeys =>
        [.. OptionsSections.All.SelectMany(o => o.Candidates.SelectMany(c => SettingsReader.ReadCodeOnly(o.Type).Select(s => $"{c}:{s.Key}")))];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Key_OfTheReference_IsBound(string key)
    {
        var (_, options, setting) = Documented().Single(d => d.Key == key);
        var value = ValueFor(setting);

        var bound = Bind(options.Type, key, key[..^setting.Key.Length].TrimEnd(':'), value);

        ReadBack(bound, setting.Key).ShouldBe(value, $"{key} is documented, and configuration does not set it");
    }

    [Theory]
    [MemberData(nameof(CodeOnlyKeys))]
    public void Key_ThatOnlyCodeMaySet_IsRefused(string key)
    {
        var candidate = key.Split(':')[0];
        var type = OptionsSections.All.Single(o => o.Candidates.Contains(candidate)).Type;

        var error = Should.Throw<Exception>(() => Bind(type, key, candidate, "true"));

        (error.InnerException ?? error).ShouldBeOfType<JitConfigurationException>().Message.ShouldContain("only code may set it");
    }

    [Fact]
    public void Json_OfTheDocumentation_HasDocumentedKeysOnly()
    {
        var known = Documented().Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
        var seen = 0;
        foreach (var block in MarkdownFile.All.SelectMany(f => f.CodeBlocks).Where(b => b.Language == "json"))
        {
            using var json = JsonDocument.Parse(block.Text);
            if (!json.RootElement.TryGetProperty("JitAccess", out var root))
                continue;
            foreach (var database in root.GetProperty("Databases").EnumerateObject())
                foreach (var key in Flatten(database.Value, ""))
                {
                    known.ShouldContain(key, block.ToString());
                    seen++;
                }
        }

        seen.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Variables_OfTheDocumentation_AreDocumentedKeys()
    {
        var known = Documented().Select(d => d.Key).ToHashSet(StringComparer.Ordinal);
        var variables = MarkdownFile.All.SelectMany(f => Variable().Matches(Repository.Read(f.Path)).Select(m => (f.Path, m.Groups["key"].Value))).ToList();

        foreach (var (path, key) in variables)
            known.ShouldContain(Index().Replace(key.Replace("__", ":", StringComparison.Ordinal), ":{n}"), path);
        variables.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Readmes_OfThePackages_NameEverySetting()
    {
        foreach (var options in OptionsSections.All)
        {
            var readme = Repository.Read($"src/{options.Project}/README.md");
            foreach (var setting in SettingsReader.Read(options.Type))
                readme.ShouldContain($"`{setting.Key.Split(":{n}")[0]}`", Case.Sensitive);
        }
    }

    [Fact]
    public void Options_OfThePackages_AreInTheReference()
    {
        var known = OptionsSections.All.Select(o => o.Type).ToList();
        var nested = known.SelectMany(Nested).ToHashSet();
        var packages = OptionsSections.All.Select(o => o.Type.Assembly).Append(typeof(JitDatabase).Assembly).Distinct();

        foreach (var type in packages.SelectMany(a => a.GetExportedTypes()).Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && !t.IsAbstract))
            known.Concat(nested).ShouldContain(type, $"{type} needs a row in {nameof(OptionsSections)} and a table in docs/configuration.md");
    }

    private static IEnumerable<Type> Nested(Type options) =>
        from property in options.GetProperties()
        let type = SettingsReader.ItemType(property) ?? property.PropertyType
        where type.Assembly == options.Assembly && type.IsClass
        from found in (IEnumerable<Type>)[type, .. Nested(type)]
        select found;

    private static IEnumerable<(string Key, OptionsSections Options, Setting Setting)> Documented() =>
        from options in OptionsSections.All
        from candidate in options.Candidates.DefaultIfEmpty()
        from setting in SettingsReader.Read(options.Type)
        select (candidate is null ? setting.Key : $"{candidate}:{setting.Key}", options, setting);

    private static object ValueFor(Setting setting) => setting.Type switch
    {
        { IsEnum: true } type => Enum.GetValues(type).GetValue(1)!,
        var type when type == typeof(bool) => true,
        var type when type == typeof(int) => 7,
        var type when type == typeof(TimeSpan) => TimeSpan.FromSeconds(7),
        _ => "localhost:7",
    };

    private static object Bind(Type type, string key, string candidate, object value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new($"{Section}:{key.Replace("{n}", "0", StringComparison.Ordinal)}", value.ToString())]).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddJitDatabase("orders", db => db.UseRdsIam().UseAuroraIam().UseDsql().UseVault());
        using var provider = services.BuildServiceProvider();
        var name = candidate.Length == 0 ? "orders" : $"orders:{candidate}";
        return typeof(SettingKeyTests).GetMethod(nameof(Configured), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, [provider, name])!;
    }

    // Without validation: a test sets one key, and some need a second to be valid.
    private static TOptions Configured<TOptions>(IServiceProvider services, string name)
        where TOptions : class, new()
    {
        var options = new TOptions();
        foreach (var configure in services.GetServices<IConfigureOptions<TOptions>>().OfType<IConfigureNamedOptions<TOptions>>())
            configure.Configure(name, options);
        return options;
    }

    private static object? ReadBack(object options, string key) => key.Split(':').Aggregate((object?)options, static (value, part) =>
        part == "{n}" ? ((IEnumerable)value!).Cast<object>().First() : value!.GetType().GetProperty(part)!.GetValue(value));

    private static IEnumerable<string> Flatten(JsonElement element, string prefix) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Flatten(p.Value, prefix.Length == 0 ? p.Name : $"{prefix}:{p.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Flatten(e, $"{prefix}:{{n}}")),
        _ => [prefix],
    };

    [GeneratedRegex(@"\bJitAccess__Databases__[a-z]+__(?<key>\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@":\d+\b")]
    private static partial Regex Index();
}

using System.CommandLine;
using Playground;
using Playground.Issuers;

var port = new Option<int>("--port") { Description = "The port of OrdersApi.", DefaultValueFactory = _ => 5080 };
var pagePort = new Option<int>("--page-port") { Description = "The port of the page; 0 for any that is free.", DefaultValueFactory = _ => 5081 };
var provider = new Option<string>("--provider")
{
    Description = "Who issues the credentials.",
    HelpName = $"{Issuer.RdsIam}|{Issuer.Vault}",
    DefaultValueFactory = _ => Issuer.RdsIam,
};
var life = new Option<TimeSpan>("--token-lifetime")
{
    Description = $"How long a token of {Issuer.RdsIam} lives (1 s to 15 min).",
    DefaultValueFactory = _ => TimeSpan.FromSeconds(20),
};
var rotation = new Option<TimeSpan?>("--rotate-every")
{
    Description = $"Replaces the credential that often; 00:00:00 leaves it to its end. The default is 3 s for {Issuer.Vault}, and its end for {Issuer.RdsIam}.",
};
var duration = new Option<TimeSpan?>("--duration") { Description = "Stop after this time; the default runs until Ctrl-C." };
var command = new RootCommand("Runs OrdersApi on a PostgreSQL that no stored password opens.") { port, pagePort, provider, life, rotation, duration };
command.Validators.Add(result =>
{
    if (result.GetValue(provider) is { } name and not (Issuer.RdsIam or Issuer.Vault))
        result.AddError($"--provider is '{name}', which is none; use {Issuer.RdsIam} or {Issuer.Vault}.");
    if (result.GetValue(provider) == Issuer.Vault && result.GetResult(life) is { Implicit: false })
        result.AddError($"--token-lifetime is for tokens of {Issuer.RdsIam}; with {Issuer.Vault}, --rotate-every says how often the user changes.");
    if (result.GetValue(rotation) < TimeSpan.Zero)
        result.AddError("--rotate-every is negative; 00:00:00 leaves the credential to its end.");
});
command.SetAction((arguments, cancellationToken) =>
{
    var issuer = arguments.GetValue(provider)!;
    return Stage.RunAsync(
        new PlaygroundSettings(
            arguments.GetValue(port), arguments.GetValue(pagePort), issuer, arguments.GetValue(life),
            arguments.GetValue(rotation) ?? (issuer == Issuer.Vault ? TimeSpan.FromSeconds(3) : TimeSpan.Zero), arguments.GetValue(duration)),
        cancellationToken);
});

// Ctrl-C cancels; taking everything down needs a few seconds more than the default.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });

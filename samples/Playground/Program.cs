using System.CommandLine;
using Playground;

var port = new Option<int>("--port") { Description = "The port of OrdersApi.", DefaultValueFactory = _ => 5080 };
var life = new Option<TimeSpan>("--token-lifetime")
{
    Description = "How long a token lives (1 s to 15 min).",
    DefaultValueFactory = _ => TimeSpan.FromSeconds(20),
};
var duration = new Option<TimeSpan?>("--duration") { Description = "Stop after this time; the default runs until Ctrl-C." };
var command = new RootCommand("Runs OrdersApi on a PostgreSQL that accepts nothing but verified IAM tokens.") { port, life, duration };
command.SetAction((arguments, cancellationToken) => Stage.RunAsync(
    new PlaygroundSettings(arguments.GetValue(port), arguments.GetValue(life), arguments.GetValue(duration)), cancellationToken));

// Ctrl-C cancels; taking everything down needs a few seconds more than the default.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });

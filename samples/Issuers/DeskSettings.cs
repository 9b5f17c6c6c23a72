namespace Issuers;

/// <summary>What the AppHost tells a desk, in variables that begin with <c>DESK_</c>.</summary>
/// <param name="ControlPort">Where health and the dashboard's commands are, at loopback.</param>
/// <param name="IssuerPort">Where OrdersApi asks, at loopback.</param>
/// <param name="Delivery">The folder for what a deployment would mount: certificates, tokens, the files of PostgreSQL.</param>
internal sealed record DeskSettings(int ControlPort, int IssuerPort, string Delivery)
{
    public const string Prefix = "DESK_";

    public static DeskSettings Read(IConfiguration configuration) => new(
        int.Parse(Required(configuration, "CONTROL_PORT"), System.Globalization.CultureInfo.InvariantCulture),
        int.Parse(Required(configuration, "ISSUER_PORT"), System.Globalization.CultureInfo.InvariantCulture),
        Required(configuration, "DELIVERY"));

    public static string Required(IConfiguration configuration, string name) =>
        configuration[Prefix + name] ?? throw new InvalidOperationException($"{Prefix}{name} is not set; start the desk by samples/aspire/apphost.cs.");

    /// <summary>Puts a file in its place in one step: whoever reads it meanwhile gets the old one or the new one.</summary>
    public async Task DeliverAsync(string name, string content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Delivery, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path + ".new", content, cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }
}

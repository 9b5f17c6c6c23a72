using Npgsql;

namespace JitAccess.Internal;

/// <summary>Decides, once per data source and on its effective settings, how a credential may travel.</summary>
/// <remarks>
/// Every setting is written explicitly, because Npgsql takes what is unset from <c>PG*</c> variables and from files in the home folder,
/// and those must have no say in where a credential goes.
/// </remarks>
internal static class TransportGate
{
    public static void Apply(NpgsqlConnectionStringBuilder settings, string database, IJitCredentialProvider provider, string? unverifiedReason)
    {
        RefuseOtherSecrets(settings, database);
        if (settings.Multiplexing)
            throw Error(database, "Multiplexing is on; it can't tell which login a credential was sent with. Remove Multiplexing from it.");

        // A standing password is for a developer's machine, and what does not leave the machine may go as that server offers.
        var staysHere = provider.IsStanding && EndpointPlan.IsLoopbackOnly(settings);
        settings.SslMode = staysHere ? settings.SslMode : RequiredSslMode(settings.SslMode, database, unverifiedReason);

        // "Direct" is no weaker; written back so that PGSSLNEGOTIATION is not read.
        settings.SslNegotiation = settings.SslNegotiation;

        if (settings.GssEncryptionMode == GssEncryptionMode.Require)
            throw Error(database, "GSS Encryption Mode=Require replaces TLS, which JitAccess verifies the server by. Remove it.");
        settings.GssEncryptionMode = GssEncryptionMode.Disable; // Prefer would also send every refused login twice

        var requiredAuth = provider.PasswordExchange == JitPasswordExchange.ClearTextInsideTls ? "Password" : "ScramSHA256";
        if (settings.RequireAuth is { Length: > 0 } auth && !string.Equals(auth, requiredAuth, StringComparison.OrdinalIgnoreCase))
            throw Error(database, $"Require Auth={auth}, but this provider's credentials are given by {requiredAuth} only. Remove Require Auth.");
        settings.RequireAuth = requiredAuth;
    }

    /// <summary>Refuses a trust root that neither the connection string nor the provider names.</summary>
    public static void RefuseAmbientRoots(string database)
    {
        var (source, path) = AmbientRoots();
        if (path is not null)
            throw Error(database,
                $"no Root Certificate is set, and {source} ({path}) would decide whom to trust. Name it in the connection string " +
                "(Root Certificate=…) if that is meant, or remove it.");
    }

    private static SslMode RequiredSslMode(SslMode mode, string database, string? unverifiedReason) => (mode, unverifiedReason) switch
    {
        (SslMode.VerifyFull, _) or (SslMode.Prefer, null) => SslMode.VerifyFull, // Prefer is Npgsql's default
        (SslMode.Prefer, _) => SslMode.Require,
        (SslMode.Require or SslMode.VerifyCA, not null) => mode,
        (SslMode.Require or SslMode.VerifyCA, null) => throw Error(database,
            $"SSL Mode={mode} does not verify the server's name, so a credential could reach another server. Remove SSL Mode (VerifyFull is " +
            "used). For a tunnel or an own DNS name map the address with TokenEndpoints; for a server that can't be verified call " +
            "AllowUnverifiedServer(reason) on the options, in code."),
        _ => throw Error(database,
            $"SSL Mode={mode} lets a credential travel in clear text. Remove SSL Mode (VerifyFull is used); there is no way to allow this."),
    };

    private static void RefuseOtherSecrets(NpgsqlConnectionStringBuilder settings, string database)
    {
        if (settings.Password is not null)
            throw Error(database,
                "it holds a password. JitAccess mints one for each login: remove Password, and change that password, since it has been in a " +
                "configuration file.");
        if (settings.Passfile is not null)
            throw Error(database, "it names a Passfile. JitAccess mints a credential for each login: remove Passfile.");
    }

    private static (string? Source, string? Path) AmbientRoots()
    {
        if (Environment.GetEnvironmentVariable("PGSSLROOTCERT") is { Length: > 0 } fromVariable)
            return ("the environment variable PGSSLROOTCERT", fromVariable);

        // The same places as Npgsql's PostgresEnvironment.SslCertRootDefault.
        var home = Environment.GetEnvironmentVariable(OperatingSystem.IsWindows() ? "APPDATA" : "HOME");
        if (home is null)
            return default;
        var file = Path.Combine(home, OperatingSystem.IsWindows() ? "postgresql" : ".postgresql", "root.crt");
        return File.Exists(file) ? ("a file in the home folder", file) : default;
    }

    private static JitConfigurationException Error(string database, string problem) =>
        new($"The connection string of database '{database}' can't be used: {problem}");
}

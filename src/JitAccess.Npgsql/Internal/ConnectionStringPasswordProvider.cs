using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>Serves the password of the connection string, where configuration asks for it by name and the environment is not Production.</summary>
/// <remarks>It takes the password out of the connection string, so that it travels as minted secrets do: by the password provider alone.</remarks>
internal sealed class ConnectionStringPasswordProvider : IJitCredentialProvider
{
    public const string CandidateName = "ConnectionStringPassword";

    // Nobody ends it, but an engine needs an end; the refresh takes the same password again.
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    private readonly string _database;
    private string? _userName;
    private string? _password;

    /// <exception cref="JitConfigurationException">The environment is Production, or unknown.</exception>
    public ConnectionStringPasswordProvider(string database, IServiceProvider services)
    {
        _database = database;
        Identity = new StandingIdentity(database);
        var environment = services.GetService<IHostEnvironment>();
        if (environment is null || environment.IsProduction())
            throw new JitConfigurationException(
                $"{Chosen}, but the environment is {environment?.EnvironmentName ?? "unknown (no IHostEnvironment is registered), which counts as Production"}" +
                ", where a standing password is not used. Choose a provider that mints, or set DOTNET_ENVIRONMENT to Development on a developer's machine.");
    }

    public JitProviderIdentity Identity { get; }

    public JitCredentialScope Scope => JitCredentialScope.PerDatabase;

    public bool RotatesUserName => false;

    public bool IsStanding => true;

    private string Chosen => $"{JitDatabaseOptions.SectionName}:{_database}:{nameof(JitDatabaseOptions.Provider)} is '{CandidateName}'";

    /// <summary>Moves the password out of the connection string.</summary>
    /// <exception cref="JitConfigurationException">There is none, or no user to go with it.</exception>
    public void TakeFrom(NpgsqlConnectionStringBuilder settings)
    {
        if (settings is not { Password: { Length: > 0 } password, Username: { Length: > 0 } userName })
            throw new JitConfigurationException(
                $"{Chosen}, but the connection string of '{_database}' lacks Username or Password. Add them, or choose another provider.");
        (_userName, _password) = (userName, password);
        settings.Password = null;
    }

    public ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken) =>
        new(new JitCredential(_userName!, _password!, request.RequestedAt, request.RequestedAt + Life));

    private sealed record StandingIdentity(string Database) : JitProviderIdentity("connection-string-password");
}

namespace Playground.Issuers;

/// <summary>Who issues the service's credentials: what PostgreSQL, the service and whoever watches must know of it.</summary>
internal abstract class Issuer : IAsyncDisposable
{
    public const string RdsIam = "rds-iam";
    public const string Vault = "vault";

    public static Issuer Create(PlaygroundSettings settings) =>
        settings.Provider == Vault ? new VaultIssuer() : new RdsIamIssuer(settings.TokenLifetime);

    public abstract string Name { get; }

    /// <summary>Gets a value indicating whether each credential has a user name of its own.</summary>
    public abstract bool ChangesUserName { get; }

    /// <summary>Gets the names that PostgreSQL's certificate must be valid for, beside its own.</summary>
    public abstract IReadOnlyList<string> ServerNames { get; }

    /// <summary>Gets the statements that make database and role, one at a time.</summary>
    public abstract IReadOnlyList<string> SetUpStatements { get; }

    /// <summary>Gets what has happened at the issuer so far.</summary>
    public abstract string Facts { get; }

    /// <summary>Returns the <c>pg_hba</c> lines of those who log in with its credentials.</summary>
    /// <param name="thisMachine">The name by which PostgreSQL reaches this process; <see langword="null"/> where it runs beside it.</param>
    public abstract IReadOnlyList<string> HbaLines(string? thisMachine);

    /// <summary>Begins to issue credentials.</summary>
    /// <returns>What is shown of it.</returns>
    public abstract Task<string> StartAsync(Databases.Database database, CancellationToken cancellationToken);

    /// <summary>Returns the environment variables by which a deployment would tell the service of issuer and database; none holds a credential.</summary>
    public abstract IEnumerable<(string Name, string? Value)> Variables(Databases.Database database);

    /// <summary>Gets or sets a value indicating whether it answers nobody who asks for a credential.</summary>
    public abstract bool IsDown { get; set; }

    /// <summary>Gets how often it was asked in vain.</summary>
    public abstract int Refused { get; }

    /// <summary>Gets how often somebody got from it what lets in: a user, or the word that a token is good.</summary>
    public abstract int Issued { get; }

    /// <summary>Makes every credential that was issued worthless for the next login; whoever asks gets another.</summary>
    /// <returns>What was done, as a sentence.</returns>
    public abstract Task<string> RevokeAsync(CancellationToken cancellationToken);

    /// <summary>Counts what is left of the credentials, here and in the database.</summary>
    public abstract Task<IReadOnlyList<(string What, long Count)>> CountRemainsAsync(Databases.Database database);

    public abstract ValueTask DisposeAsync();
}

namespace JitAccess;

/// <summary>Identifies who mints and as whom: everything beside endpoint, database and user that changes a result.</summary>
/// <remarks>
/// Providers derive a record that adds issuer, account, role and the instance of the credentials in use. Two identities that compare equal
/// must mint interchangeable credentials. It carries no secret: it appears in logs.
/// </remarks>
/// <param name="ProviderName">The provider's name on metrics and in logs, such as <c>rds-iam</c>.</param>
public record JitProviderIdentity(string ProviderName);

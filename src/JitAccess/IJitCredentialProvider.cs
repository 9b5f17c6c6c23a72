using System.Security.Cryptography.X509Certificates;

namespace JitAccess;

/// <summary>Mints credentials at one issuer.</summary>
/// <remarks>
/// A provider knows its issuer and nothing of caching, retries or refresh: every call mints. The refresh engine decides when to call,
/// and calls at most once at a time for a key. Implementations are safe for concurrent calls and hold no state that changes a result.
/// </remarks>
public interface IJitCredentialProvider
{
    /// <summary>Gets the identity that is fixed at registration; it becomes part of every engine's key.</summary>
    JitProviderIdentity Identity { get; }

    /// <summary>Gets what one credential is good for, and so how many engines a database has.</summary>
    JitCredentialScope Scope { get; }

    /// <summary>Gets a value indicating whether a new credential may carry another user name than the one before.</summary>
    bool RotatesUserName { get; }

    /// <summary>Gets a value indicating whether the secret stands: nobody mints it, and it outlives the one who uses it.</summary>
    /// <value>The default is <see langword="false"/>. Logins with a standing secret are counted, and warned of at the start.</value>
    bool IsStanding => false;

    /// <summary>Gets how the server asks for the secret; nothing else is answered.</summary>
    /// <value>The default is <see cref="JitPasswordExchange.ScramSha256"/>.</value>
    JitPasswordExchange PasswordExchange => JitPasswordExchange.ScramSha256;

    /// <summary>Gets what the databases behind this provider ask of their sessions.</summary>
    /// <value>The default is <see cref="JitSessionDefaults.None"/>.</value>
    JitSessionDefaults SessionDefaults => JitSessionDefaults.None;

    /// <summary>Gets the certificates that may vouch for <paramref name="host"/>, or <see langword="null"/> for the system's own.</summary>
    /// <param name="host">The name that TLS verifies.</param>
    /// <remarks><c>Root Certificate</c> in the connection string wins over what is returned here.</remarks>
    X509Certificate2Collection? GetTrustRoots(string host) => null;

    /// <summary>Says what may be wrong with a credential that the database refused, from what is known already.</summary>
    /// <param name="refusal">What the client knows.</param>
    /// <returns>The default is <see langword="null"/>: the provider adds nothing.</returns>
    JitRefusalDiagnosis? Diagnose(JitLoginRefusal refusal) => null;

    /// <summary>Mints a credential.</summary>
    /// <param name="request">For which endpoint, database and user.</param>
    /// <param name="cancellationToken">Ends the attempt; it belongs to the engine, never to one caller.</param>
    /// <exception cref="JitProviderException">The issuer refused, or could not be reached; <see cref="JitProviderException.Kind"/> says
    /// whether trying again can help. Any other exception counts as transient.</exception>
    ValueTask<JitCredential> GetCredentialAsync(JitCredentialRequest request, CancellationToken cancellationToken);
}

using Microsoft.CodeAnalysis;

namespace JitAccess.Analyzers;

/// <summary>Rules about how minted credentials are used.</summary>
internal static partial class Rule
{
    public static readonly DiagnosticDescriptor PeriodicRdsToken = Create(
        RuleIds.PeriodicRdsToken,
        "RDS token by a periodic password provider",
        "A timer mints this token whether or not it is needed, serves it after it has expired, and signs one host only; use AddJitDatabase(…, db => db.UseRdsIam())",
        "UsePeriodicPasswordProvider caches one password for all hosts and keeps it when a refresh fails. An RDS token is valid for one host and 15 minutes.");

    public static readonly DiagnosticDescriptor TokenInConnectionString = Create(
        RuleIds.TokenInConnectionString,
        "Token placed in a connection string",
        "A minted token becomes part of a connection string here: it is the pool's key, so each token makes a new pool, and pools keep expired tokens; use AddJitDatabase",
        "Npgsql keeps one pool per connection string. A token in it leaks with every log of the string, and connections opened later send a token that has expired.");

    public static readonly DiagnosticDescriptor WeakSslMode = Create(
        RuleIds.WeakSslMode,
        "TLS mode below VerifyFull next to minted credentials",
        "SSL mode '{0}' hands a token to whoever answers; JitAccess refuses to start with it. Leave the SSL mode out: VerifyFull is set",
        "A token is a password in clear text inside TLS. Only VerifyFull proves that the server is the one that the token was signed for.");

    public static readonly DiagnosticDescriptor PasswordForJitDatabase = Create(
        RuleIds.PasswordForJitDatabase,
        "Connection string with a password handed to JitAccess",
        "JitAccess refuses to start with a password in the connection string; take it out, the credential is minted",
        "A password that is still in the connection string is a second way in, which nobody rotates or revokes.");

    public static readonly DiagnosticDescriptor RevealedSecret = Create(
        RuleIds.RevealedSecret,
        "Secret of a credential logged or formatted",
        "The revealed secret of a credential ends in {0}; log the credential itself, which names its user and expiry but not its secret",
        "What is in a log, a message or an exception is read by more people and for longer than the credential should live.");
}

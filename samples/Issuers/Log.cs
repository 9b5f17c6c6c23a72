namespace Issuers;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Vault gave no secret id ({Reason}); the one that is delivered may have expired")]
    public static partial void NoSecretId(this ILogger logger, string reason);
}

using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Internal;

internal static partial class Log
{
    [LoggerMessage(EventIds.ClockDiffers, LogLevel.Warning,
        "The clock of this machine said {Now:O} when that of AWS said {AwsNow:O}: it is {Difference} {Relation}. The AWS SDK corrects its own " +
        "requests by this; nothing corrects the tokens that are dated by this clock, and databases refuse them. Synchronise it (NTP). Logged " +
        "once, until they agree",
        EventName = nameof(ClockDiffers))]
    public static partial void ClockDiffers(ILogger logger, DateTimeOffset now, DateTimeOffset awsNow, TimeSpan difference, string relation);

    [LoggerMessage(EventIds.ClockAgrees, LogLevel.Information,
        "The clock of this machine agrees with that of AWS again", EventName = nameof(ClockAgrees))]
    public static partial void ClockAgrees(ILogger logger);

    [LoggerMessage(EventIds.TokenSigned, LogLevel.Debug,
        "Signed token {CredentialId} for {User} on {Database}: {Chain}", EventName = nameof(TokenSigned))]
    public static partial void TokenSigned(ILogger logger, string database, string user, string credentialId, string chain);

    [LoggerMessage(EventIds.DeviceCodeShown, LogLevel.Warning,
        "A person has to sign in to IAM Identity Center: open {VerificationUri} and confirm the code {UserCode} before {ExpiresAt:O}",
        EventName = nameof(DeviceCodeShown))]
    public static partial void DeviceCodeShown(ILogger logger, Uri verificationUri, string userCode, DateTimeOffset expiresAt);

    [LoggerMessage(EventIds.LongLivedKeyUsed, LogLevel.Warning,
        "Tokens of {Provider} are signed with the long-lived access key {AccessKeyId}, which nothing ends. Allowed because: {Reason}. Logged once",
        EventName = nameof(LongLivedKeyUsed))]
    public static partial void LongLivedKeyUsed(ILogger logger, string provider, string accessKeyId, string reason);
}

using System.Globalization;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>Temporary keys that an issuer has in stock; a test replaces them.</summary>
internal sealed record IssuedKeys(string AccessKey, DateTimeOffset Expiration)
{
    public IssuedKeys(string accessKey, TimeSpan life, TimeProvider time)
        : this(accessKey, Whole(time.GetUtcNow() + life))
    {
    }

    /// <summary>The form of instance metadata and of container endpoints.</summary>
    public string ToJson() =>
        $$"""
          { "Code": "Success", "LastUpdated": "2026-11-24T00:00:00Z", "Type": "AWS-HMAC", "AccessKeyId": "{{AccessKey}}",
            "SecretAccessKey": "secret-of-{{AccessKey}}", "Token": "token-of-{{AccessKey}}", "Expiration": "{{ExpirationText}}" }
          """;

    /// <summary>The form of <c>credential_process</c>.</summary>
    public string ToProcessJson() =>
        $$"""
          { "Version": 1, "AccessKeyId": "{{AccessKey}}", "SecretAccessKey": "secret-of-{{AccessKey}}",
            "SessionToken": "token-of-{{AccessKey}}", "Expiration": "{{ExpirationText}}" }
          """;

    /// <summary>The form of STS.</summary>
    public string ToXml() =>
        $"""
         <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
         <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/app/s</Arn><AssumedRoleId>AROAEXAMPLE:s</AssumedRoleId></AssumedRoleUser>
         <Credentials><AccessKeyId>{AccessKey}</AccessKeyId><SecretAccessKey>secret-of-{AccessKey}</SecretAccessKey>
         <SessionToken>token-of-{AccessKey}</SessionToken><Expiration>{ExpirationText}</Expiration></Credentials>
         </AssumeRoleResult></AssumeRoleResponse>
         """;

    /// <summary>The form of STS for a role by web identity.</summary>
    public string ToWebIdentityXml() => ToXml().Replace("AssumeRoleRes", "AssumeRoleWithWebIdentityRes", StringComparison.Ordinal);

    private string ExpirationText => Expiration.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Whole(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}

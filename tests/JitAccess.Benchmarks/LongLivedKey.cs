using Amazon.Runtime;
using JitAccess.Aws;
using JitAccess.Testing;

namespace JitAccess.Benchmarks;

/// <summary>The access key of a user: its tokens live for as long as RDS lets them, and are as short as they get.</summary>
internal static class LongLivedKey
{
    public static RdsIamKey Generate() => RdsIamKey.Generate(withSessionToken: false);

    public static AWSCredentials Credentials(RdsIamKey key) => new BasicAWSCredentials(key.AccessKeyId, key.RevealSecretAccessKey());

    public static RdsIamOptions Options(AWSCredentials credentials)
    {
        var options = new RdsIamOptions { Credentials = credentials };
        options.AllowLongLivedKeys("a benchmark");
        return options;
    }
}

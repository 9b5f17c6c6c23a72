using Amazon.Runtime;
using JitAccess.Testing;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>Starts emulators on ports that the AWS SDK has measured nothing at.</summary>
/// <remarks>The SDK keeps for the process how far the clock of each endpoint is off, and signs by it. A port that served a test whose clock was
/// moved on by hours would have the first request to the next one refused.</remarks>
internal static class UnmeasuredAws
{
    public static async Task<AwsEmulator> StartAsync(AwsEmulatorOptions options, CancellationToken cancellationToken)
    {
        var measured = new List<AwsEmulator>(); // they keep their ports until there is another
        try
        {
            while (true)
            {
                var aws = await AwsEmulator.StartAsync(options, cancellationToken);
                if (Endpoints(aws).All(static e => CorrectClockSkew.GetClockCorrectionForEndpoint(e.Address.ToString()) == TimeSpan.Zero))
                    return aws;
                measured.Add(aws);
            }
        }
        finally
        {
            foreach (var aws in measured)
                await aws.DisposeAsync();
        }
    }

    private static EmulatorEndpoint[] Endpoints(AwsEmulator aws) => [aws.Sts, aws.IdentityCenter.Oidc, aws.IdentityCenter.Portal];
}

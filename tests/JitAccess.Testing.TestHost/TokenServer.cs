using System.Diagnostics;

namespace JitAccess.Testing.TestHost;

/// <summary>Runs a program beside a PostgreSQL that verifies IAM tokens, told by environment variables what a deployment would tell it.</summary>
internal static class TokenServer
{
    /// <returns>The program's exit code, or 3 if it succeeded without a single login that was accepted for its token.</returns>
    public static async Task<int> RunAsync(string program, string[] arguments)
    {
        await using var postgres = await RdsIamPostgres.StartAsync();
        var key = RdsIamKey.Generate(withSessionToken: true);
        postgres.Authenticator.Verifier.Add(key);

        var start = new ProcessStartInfo(program, arguments);
        start.Environment["ConnectionStrings__orders"] = postgres.ConnectionString;
        start.Environment["JitAccess__Databases__orders__Provider"] = "RdsIam";
        start.Environment["JitAccess__Databases__orders__TokenEndpoints__0__Connect"] = postgres.ConnectEndpoint.ToString();
        start.Environment["JitAccess__Databases__orders__TokenEndpoints__0__Token"] = postgres.TokenEndpoint.ToString();
        start.Environment["JitAccess__Databases__orders__RdsIam__TokenLifetime"] = "00:01:00";
        start.Environment["AWS_ACCESS_KEY_ID"] = key.AccessKeyId;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = key.RevealSecretAccessKey();
        start.Environment["AWS_SESSION_TOKEN"] = key.RevealSessionToken();
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment.Remove("AWS_PROFILE");

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        var accepted = postgres.Authenticator.Count(RdsIamVerdict.Valid);
        Console.WriteLine($"logins accepted for their token: {accepted}");
        return process.ExitCode == 0 && accepted == 0 ? 3 : process.ExitCode;
    }
}

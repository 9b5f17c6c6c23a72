using JitAccess.Aws;

namespace JitAccess.Testing.TestHost;

/// <summary>Signs a database token for each line of its input, as somebody whose sign-in the AWS CLI keeps, and says what came of it.</summary>
internal static class Minter
{
    public static async Task<int> RunAsync(string cacheFolder, string startUrl, string oidcEndpoint, string portalEndpoint, string account, string permissionSet)
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
            var options = new RdsIamOptions();
            options.AllowInsecureLoopback();
            options.UseIdentityCenter(o =>
            {
                (o.StartUrl, o.Region, o.AccountId, o.PermissionSet) = (startUrl, "eu-west-1", account, permissionSet);
                (o.OidcEndpoint, o.PortalEndpoint, o.CacheFolder, o.SignIn) = (oidcEndpoint, portalEndpoint, cacheFolder, IdentityCenterSignIn.Never);
            });
            try
            {
                // A new one each time: nothing is remembered but what the cache holds.
                await new RdsIamCredentialProvider(options).GetCredentialAsync(
                    new JitCredentialRequest
                    {
                        DatabaseName = "orders",
                        Endpoint = new JitEndpoint("orders.abc123def456.eu-west-1.rds.amazonaws.com", 5432),
                        UserName = "orders_app",
                        RequestedAt = TimeProvider.System.GetUtcNow(),
                    },
                    CancellationToken.None);
                Console.WriteLine("minted");
            }
            catch (JitAccessException e)
            {
                Console.WriteLine(e.Message.ReplaceLineEndings(" "));
            }
        }

        return 0;
    }
}

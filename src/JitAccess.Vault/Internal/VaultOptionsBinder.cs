using Microsoft.Extensions.Configuration;

namespace JitAccess.Vault.Internal;

/// <summary>Reads the options that configuration may set, and refuses those that it may not.</summary>
internal static class VaultOptionsBinder
{
    // Named as somebody would try to write them. A secret in configuration is what this library is there to end, and whoever can set an
    // address must not be able to take its TLS away too.
    private static readonly (string Key, string Remedy)[] Refused =
    [
        ("AllowInsecureLoopback", "call VaultOptions.AllowInsecureLoopback() in the delegate of UseVault()"),
        ("SkipVerify", "name the authority in CaCertificateFile, and the name in the certificate in ServerName"),
        ("Auth:Token", "write the token's file into Auth:TokenFile, or call Auth.UseToken() in the delegate of UseVault()"),
        ("Auth:SecretId", "write the secret id's file into Auth:SecretIdFile, or call Auth.UseSecretId() in the delegate of UseVault()"),
        ("Auth:Jwt", "write the token's file into Auth:TokenFile, or call Auth.UseJwt() in the delegate of UseVault()"),
        ("Auth:AwsCredentials", "call Auth.UseAwsCredentials() in the delegate of UseVault()"),
    ];

    /// <exception cref="JitConfigurationException">A key is set that only code may set.</exception>
    public static void Bind(IConfiguration configuration, VaultOptions options)
    {
        foreach (var (key, remedy) in Refused)
            if (configuration.GetSection(key).Exists())
                throw new JitConfigurationException(
                    $"{(configuration as IConfigurationSection)?.Path}:{key} is set in configuration, but only code may set it. Remove the key, "
                    + $"and {remedy}.");
        configuration.Bind(options);
    }
}

using Microsoft.Extensions.Configuration;

namespace JitAccess.Aws.Internal;

/// <summary>Reads the options that configuration may set, and refuses those that it may not.</summary>
internal static class AwsTokenOptionsBinder
{
    private static readonly string[] CodeOnly =
        [nameof(AwsIdentityOptions.Credentials), nameof(AwsIdentityOptions.AllowConfiguredEndpointUrls)];

    // Named as somebody would try to write them.
    private static readonly (string Key, string Remedy)[] Refused =
    [
        ("AllowInsecureLoopback", "call AllowInsecureLoopback() in the delegate of"),
        ("AllowLongLivedKeys", "call AllowLongLivedKeys(reason) in the delegate of"),
        ("WebIdentity:Token", "write the token's file into WebIdentity:TokenFile, or call WebIdentity.UseToken() in the delegate of"),
        ("Saml:Response", "write the response's file into Saml:ResponseFile, or call Saml.UseResponse() in the delegate of"),
        ("IdentityCenter:Headless:Token", "write the token's file into IdentityCenter:Headless:TokenFile, or call UseToken() in the delegate of"),
        ("WebIdentity:Entra:ClientSecret", "let the application know the workload by a federated credential, which has no secret, instead of"),
    ];

    /// <exception cref="JitConfigurationException">A key is set that only code may set.</exception>
    public static void Bind<TOptions>(IConfiguration configuration, TOptions options)
        where TOptions : AwsIdentityOptions, IAwsTokenOptions
    {
        // Keys in configuration are what this library is there to end, and whoever can set an address must not be able to allow it too.
        var path = (configuration as IConfigurationSection)?.Path;
        if (Array.Find(CodeOnly, key => configuration.GetSection(key).Exists()) is { } key)
            throw new JitConfigurationException(
                $"{path}:{key} is set in configuration, but only code may set it. "
                + $"Remove the key; set {options.GetType().Name}.{key} in the delegate of {Method(options)} if it is meant.");
        foreach (var (refused, remedy) in Refused)
            if (configuration.GetSection(refused).Exists())
                throw new JitConfigurationException(
                    $"{path}:{refused} is set in configuration, but only code may set it. Remove the key, and {remedy} {Method(options)}.");

        options.Region = configuration[nameof(options.Region)] ?? options.Region;
        options.TokenLifetime = configuration.GetValue(nameof(options.TokenLifetime), options.TokenLifetime);
        if (options is DsqlOptions dsql)
            dsql.Action = configuration.GetValue(nameof(dsql.Action), dsql.Action);
        BindIdentity(configuration, options);
    }

    private static void BindIdentity(IConfiguration configuration, AwsIdentityOptions options)
    {
        options.Profile = configuration[nameof(options.Profile)] ?? options.Profile;
        options.MaxSessionDuration = configuration.GetValue(nameof(options.MaxSessionDuration), options.MaxSessionDuration);
        options.StsRegion = configuration[nameof(options.StsRegion)] ?? options.StsRegion;
        options.StsEndpoint = configuration[nameof(options.StsEndpoint)] ?? options.StsEndpoint;
        options.UseFipsEndpoints = configuration.GetValue(nameof(options.UseFipsEndpoints), options.UseFipsEndpoints);
        options.UseDualStackEndpoints = configuration.GetValue(nameof(options.UseDualStackEndpoints), options.UseDualStackEndpoints);
        options.PermissionMap = configuration[nameof(options.PermissionMap)] ?? options.PermissionMap;
        options.Reason = configuration[nameof(options.Reason)] ?? options.Reason;
        if (configuration.GetSection(nameof(options.WebIdentity)) is var webIdentity && webIdentity.Exists())
        {
            var bound = options.WebIdentity ??= new WebIdentityOptions();
            webIdentity.Bind(bound);
        }

        if (configuration.GetSection(nameof(options.IdentityCenter)) is var identityCenter && identityCenter.Exists())
        {
            var bound = options.IdentityCenter ??= new IdentityCenterOptions();
            identityCenter.Bind(bound);
        }

        if (configuration.GetSection(nameof(options.Saml)) is var saml && saml.Exists())
        {
            var bound = options.Saml ??= new SamlOptions();
            saml.Bind(bound);
        }

        foreach (var section in configuration.GetSection(nameof(options.AssumeRole)).GetChildren())
        {
            var role = new AssumeRoleOptions();
            section.Bind(role);
            options.AssumeRole.Add(role);
        }
    }

    private static string Method(AwsIdentityOptions options) => options is DsqlOptions ? "UseDsql()" : "UseRdsIam() or UseAuroraIam()";
}

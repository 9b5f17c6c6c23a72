using Microsoft.Extensions.Configuration;

namespace JitAccess.Aws.Internal;

/// <summary>Reads the options that configuration may set, and refuses those that it may not.</summary>
internal static class AwsTokenOptionsBinder
{
    private static readonly string[] CodeOnly =
        [nameof(IAwsTokenOptions.Credentials), nameof(IAwsTokenOptions.AllowConfiguredEndpointUrls)];

    /// <exception cref="JitConfigurationException">A key is set that only code may set.</exception>
    public static void Bind(IConfiguration configuration, IAwsTokenOptions options)
    {
        // Keys in configuration are what this library is there to end, and whoever can set an address must not be able to allow it too.
        if (Array.Find(CodeOnly, key => configuration.GetSection(key).Exists()) is { } key)
            throw new JitConfigurationException(
                $"{(configuration as IConfigurationSection)?.Path}:{key} is set in configuration, but only code may set it. "
                + $"Remove the key; set {options.GetType().Name}.{key} in the delegate of {Method(options)} if it is meant.");

        options.Region = configuration[nameof(options.Region)] ?? options.Region;
        options.Profile = configuration[nameof(options.Profile)] ?? options.Profile;
        options.TokenLifetime = configuration.GetValue(nameof(options.TokenLifetime), options.TokenLifetime);
        if (options is DsqlOptions dsql)
            dsql.Action = configuration.GetValue(nameof(dsql.Action), dsql.Action);
    }

    private static string Method(IAwsTokenOptions options) => options is DsqlOptions ? "UseDsql()" : "UseRdsIam() or UseAuroraIam()";
}

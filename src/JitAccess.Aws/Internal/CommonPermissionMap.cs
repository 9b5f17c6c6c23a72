using JitAccess.Aws.Permissions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Internal;

/// <summary>Gives databases that name no permission map of their own the one that configuration names for all.</summary>
/// <remarks>After code, so that nobody forgets it for one database.</remarks>
internal sealed class CommonPermissionMap<TOptions>(IConfiguration? configuration) : IPostConfigureOptions<TOptions>
    where TOptions : AwsIdentityOptions
{
    public void PostConfigure(string? name, TOptions options) => options.PermissionMap ??= configuration?[PermissionMapDefaults.ConfigurationKey];
}

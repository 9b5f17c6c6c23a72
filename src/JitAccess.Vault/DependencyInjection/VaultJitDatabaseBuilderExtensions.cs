using JitAccess;
using JitAccess.Vault;
using JitAccess.Vault.Internal;
using JitAccess.Vault.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Vault as an issuer of a database's credentials.</summary>
public static class VaultJitDatabaseBuilderExtensions
{
    /// <summary>Adds the candidate <c>Vault</c>: users leased from Vault or OpenBao, or the password of a static role.</summary>
    /// <param name="builder">The database.</param>
    /// <param name="configure">Sets options in code, after <c>JitAccess:Databases:{name}:Vault</c> has been read.</param>
    /// <remarks>Its HTTP client is its own: what a host configures for all its clients neither repeats its requests nor sees them.</remarks>
    public static JitDatabaseBuilder UseVault(this JitDatabaseBuilder builder, Action<VaultOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var optionsName = builder.AddCandidateOptions<VaultOptions>(VaultDefaults.Candidate, VaultOptionsBinder.Bind, configure);
        var services = builder.Services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VaultOptions>, VaultOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VaultOptions>, VaultOptionsCrossValidator>(
            static provider => new VaultOptionsCrossValidator(provider.GetService<IHostEnvironment>()?.IsDevelopment() == true)));

        services.TryAddSingleton<DisposalLimit>();

        // A service of the container, so that the container disposes it: after the database, whose leases end first.
        services.AddKeyedSingleton(optionsName, (provider, _) => new VaultCredentialProvider(
            provider.GetRequiredService<IOptionsMonitor<VaultOptions>>().Get(optionsName),
            provider.GetService<JitRuntime>() ?? new JitRuntime(), provider.GetRequiredService<DisposalLimit>()));
        return builder.AddCandidate(
            VaultDefaults.Candidate, provider => provider.GetRequiredKeyedService<VaultCredentialProvider>(optionsName));
    }
}

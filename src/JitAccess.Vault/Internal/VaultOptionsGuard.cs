using Microsoft.Extensions.Options;

namespace JitAccess.Vault.Internal;

/// <summary>Runs the validators for providers that are made without a container.</summary>
internal static class VaultOptionsGuard
{
    private static bool IsDevelopment => string.Equals(
        Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT"), "Development",
        StringComparison.OrdinalIgnoreCase);

    /// <exception cref="JitConfigurationException">A value is invalid, or two contradict each other.</exception>
    public static void ThrowIfInvalid(VaultOptions options)
    {
        IValidateOptions<VaultOptions>[] validators = [new VaultOptionsValidator(), new VaultOptionsCrossValidator(IsDevelopment)];
        var failures = validators.Select(v => v.Validate(name: null, options)).SelectMany(r => r.Failures ?? []).ToArray();
        if (failures.Length > 0)
            throw new JitConfigurationException(string.Join(Environment.NewLine, failures));
    }
}

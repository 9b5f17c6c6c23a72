using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Internal;

/// <summary>Runs the validators for providers that are made without a container.</summary>
internal static class AwsTokenOptionsGuard
{
    /// <exception cref="JitConfigurationException">A value is invalid, or two contradict each other.</exception>
    public static void ThrowIfInvalid<TOptions>(TOptions options, IValidateOptions<TOptions> validator, bool isDevelopment)
        where TOptions : AwsIdentityOptions, IAwsTokenOptions
    {
        IValidateOptions<TOptions>[] validators = [validator, new AwsTokenOptionsCrossValidator<TOptions>(isDevelopment)];
        var failures = validators
            .Select(v => v.Validate(name: null, options))
            .SelectMany(r => r.Failures ?? [])
            .ToArray();
        if (failures.Length > 0)
            throw new JitConfigurationException(string.Join(Environment.NewLine, failures));
    }
}

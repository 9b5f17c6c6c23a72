using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Internal;

/// <summary>Runs the validators for providers that are made without a container.</summary>
internal static class RdsIamOptionsGuard
{
    private static readonly IValidateOptions<RdsIamOptions>[] Validators =
        [new RdsIamOptionsValidator(), new RdsIamOptionsCrossValidator()];

    /// <exception cref="JitConfigurationException">A value is invalid, or two contradict each other.</exception>
    public static void ThrowIfInvalid(RdsIamOptions options)
    {
        var failures = Validators
            .Select(v => v.Validate(name: null, options))
            .SelectMany(r => r.Failures ?? [])
            .ToArray();
        if (failures.Length > 0)
            throw new JitConfigurationException(string.Join(Environment.NewLine, failures));
    }
}

using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Internal;

/// <summary>Checks what no single property shows.</summary>
internal sealed class AwsTokenOptionsCrossValidator<TOptions> : IValidateOptions<TOptions>
    where TOptions : class, IAwsTokenOptions
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var path = string.IsNullOrEmpty(name) ? typeof(TOptions).Name : $"{JitDatabaseOptions.SectionName}:{name}";
        var errors = new ValidateOptionsResultBuilder();
        if (options.Profile is not null && string.IsNullOrWhiteSpace(options.Profile))
            errors.AddError($"{path}:{nameof(options.Profile)} is empty; name a profile, or leave it out for the default chain.");

        if (options is { Profile: { } profile, Credentials: { } credentials })
            errors.AddError(
                $"{path} has two sources of credentials: {nameof(options.Profile)} '{profile}', and {nameof(options.Credentials)} "
                + $"({credentials.GetType().Name}) set in code. Remove one of them.");

        return errors.Build();
    }
}

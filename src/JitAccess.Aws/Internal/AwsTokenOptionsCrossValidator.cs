using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Internal;

/// <summary>Checks what no single property shows.</summary>
internal sealed class AwsTokenOptionsCrossValidator<TOptions>(bool isDevelopment) : IValidateOptions<TOptions>
    where TOptions : AwsIdentityOptions, IAwsTokenOptions
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var path = string.IsNullOrEmpty(name) ? typeof(TOptions).Name : $"{JitDatabaseOptions.SectionName}:{name}";
        var errors = new ValidateOptionsResultBuilder();
        new AwsIdentityRules(path, options, options.Region, isDevelopment, errors).Check();
        return errors.Build();
    }
}

using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace JitAccess.Aws.Internal;

/// <summary>A region's name; looser than the shape that host names are searched for, because an explicit region is the way out.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class AwsRegionAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null || (value is string { Length: <= 64 } text && Shape().IsMatch(text))
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} is '{value}', which is no AWS region; write it like 'eu-west-1'.");

    [GeneratedRegex(@"^[a-z]+(-[a-z0-9]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

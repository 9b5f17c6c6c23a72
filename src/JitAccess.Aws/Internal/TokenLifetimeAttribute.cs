using System.ComponentModel.DataAnnotations;

namespace JitAccess.Aws.Internal;

/// <summary>A life that the server accepts.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TokenLifetimeAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is TimeSpan life && life >= RdsIamDefaults.MinTokenLifetime && life <= RdsIamDefaults.MaxTokenLifetime
            ? ValidationResult.Success
            : new ValidationResult(
                $"{validationContext.DisplayName} is '{value}'; RDS accepts {RdsIamDefaults.MinTokenLifetime} to "
                + $"{RdsIamDefaults.MaxTokenLifetime}.");
}

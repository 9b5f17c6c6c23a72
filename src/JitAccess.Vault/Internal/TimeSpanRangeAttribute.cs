using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace JitAccess.Vault.Internal;

/// <summary>A range of durations.</summary>
/// <remarks><see cref="RangeAttribute"/> needs a type converter for it, which trimming can remove.</remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeSpanRangeAttribute(string minimum, string maximum) : ValidationAttribute
{
    private readonly TimeSpan _minimum = TimeSpan.Parse(minimum, CultureInfo.InvariantCulture);
    private readonly TimeSpan _maximum = TimeSpan.Parse(maximum, CultureInfo.InvariantCulture);

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is TimeSpan span && span >= _minimum && span <= _maximum
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.DisplayName} must be between {_minimum} and {_maximum}, not {value}.");
}

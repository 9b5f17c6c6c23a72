using System.ComponentModel.DataAnnotations;
using JitAccess.Aws.Signing;

namespace JitAccess.Aws.Internal;

/// <summary>A life that the server accepts.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TokenLifetimeAttribute(AwsTokenService service) : ValidationAttribute
{
    private readonly string _server = service == AwsTokenService.Dsql ? "DSQL" : "RDS";
    private readonly TimeSpan _most = service == AwsTokenService.Dsql ? AwsTokenDefaults.MaxDsqlTokenLifetime : AwsTokenDefaults.MaxRdsTokenLifetime;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is TimeSpan life && life >= AwsTokenDefaults.MinTokenLifetime && life <= _most
            ? ValidationResult.Success
            : new ValidationResult(
                $"{validationContext.DisplayName} is '{value}'; {_server} accepts {AwsTokenDefaults.MinTokenLifetime} to {_most}.");
}

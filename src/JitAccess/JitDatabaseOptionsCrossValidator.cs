using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Checks what involves more than one setting, or one that no attribute can judge.</summary>
internal sealed class JitDatabaseOptionsCrossValidator : IValidateOptions<JitDatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, JitDatabaseOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        var section = $"{JitDatabaseOptions.SectionName}:{name}";
        if (!Enum.IsDefined(options.Prefetch))
            result.AddError($"{section}:Prefetch is {options.Prefetch}; use BestEffort, Required or None.");

        var seen = new HashSet<JitEndpoint>();
        for (var i = 0; i < options.TokenEndpoints.Count; i++)
        {
            var pair = options.TokenEndpoints[i];
            if (!JitEndpoint.TryParse(pair.Connect, out var connect))
                result.AddError($"{section}:TokenEndpoints:{i}:Connect is '{pair.Connect}'; write the address as in the connection string, host:port.");
            else if (!seen.Add(connect))
                result.AddError($"{section}:TokenEndpoints:{i}:Connect repeats {connect}; map each address once.");
            if (!JitEndpoint.TryParse(pair.Token, out _))
                result.AddError($"{section}:TokenEndpoints:{i}:Token is '{pair.Token}'; write the endpoint that the credential is for, host:port.");
        }

        return result.Build();
    }
}

namespace JitAccess.Aws.Identity;

/// <summary>Brings SAML responses: a delegate, or a file that somebody replaces while we run.</summary>
internal sealed class SamlResponseSource(SamlOptions options)
{
    private readonly Func<CancellationToken, ValueTask<string>>? _provide = options.Response;
    private readonly string? _file = options.ResponseFile;

    /// <summary>Gets where responses come from, as the subject of a sentence.</summary>
    public string Origin => _provide is null ? $"{nameof(SamlOptions.ResponseFile)} '{_file}'" : "What the delegate of UseResponse() returned";

    public Task<string> GetAsync(CancellationToken cancellationToken) => _provide is not null
        ? UserDelegate.CallAsync(_provide, "UseResponse()", cancellationToken)
        : TokenFile.ReadAsync(_file!, nameof(SamlOptions.ResponseFile), cancellationToken, SamlResponse.MaxLength);
}

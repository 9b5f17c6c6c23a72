namespace JitAccess.Aws.Identity;

/// <summary>The token that a platform gave to the workload, from a file or a delegate.</summary>
/// <param name="audience">For whom it must be.</param>
/// <param name="audienceOption">The option that says so.</param>
/// <param name="file">The file; <see langword="null"/> where the delegate brings it.</param>
/// <param name="fileOption">The option that names the file.</param>
/// <param name="provide">The delegate.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkloadToken(
    string audience, string audienceOption, string? file, string fileOption, Func<CancellationToken, ValueTask<string>>? provide, TimeProvider time)
    : IWebTokenSource
{
    public string Name => "workload JWT";

    public async Task<WebToken> GetAsync(CancellationToken cancellationToken)
    {
        var text = provide is not null
            ? await UserDelegate.CallAsync(provide, "UseToken()", cancellationToken).ConfigureAwait(false)
            : await TokenFile.ReadAsync(file!, fileOption, cancellationToken).ConfigureAwait(false);
        return WebToken.Require(text, audience, provide is not null ? "the delegate of UseToken()" : $"{fileOption} '{file}'", audienceOption, time.GetUtcNow());
    }
}

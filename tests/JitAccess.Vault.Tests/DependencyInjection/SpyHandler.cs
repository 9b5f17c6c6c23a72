namespace JitAccess.Vault.Tests.DependencyInjection;

/// <summary>Counts what passes through it.</summary>
internal sealed class SpyHandler : DelegatingHandler
{
    public int Requests { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        return base.SendAsync(request, cancellationToken);
    }
}

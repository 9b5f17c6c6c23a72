using System.Diagnostics.CodeAnalysis;

namespace JitAccess;

public sealed partial class JitCredentialEngine
{
    private Queue<JitCredentialSnapshot>? _replaced; // few engines need one, and a thousand idle ones must stay small

    /// <summary>Gets a value indicating whether credentials that others have replaced wait for <see cref="TryTakeReplaced"/>.</summary>
    /// <value>The default is <see langword="false"/>: nobody looks after them, and their leases end by themselves.</value>
    public bool KeepsReplaced { get; init; }

    /// <summary>Takes the oldest credential that another has replaced, as it was last renewed; each is given once, and whoever takes it gives
    /// up its lease.</summary>
    /// <param name="replaced">The credential.</param>
    public bool TryTakeReplaced([NotNullWhen(true)] out JitCredentialSnapshot? replaced)
    {
        replaced = null;
        lock (_gate)
            return _replaced?.TryDequeue(out replaced) ?? false;
    }

    /// <summary>Replaces the credential now and not at its end: mints the next one and serves it from then on.</summary>
    /// <param name="cancellationToken">Ends this caller's wait; the refresh goes on.</param>
    /// <returns>The next credential.</returns>
    /// <remarks>
    /// The one that is held is served until the next is there, and goes on being served where none can be had. What holds back a refresh after
    /// failures does not hold back this; the limit on users that nobody could log in with does.
    /// </remarks>
    /// <exception cref="JitCredentialException">The issuer refused, or could not be reached.</exception>
    public async Task<JitCredentialSnapshot> ReplaceAsync(CancellationToken cancellationToken = default)
    {
        var before = Current?.Generation ?? 0;
        while (true)
        {
            // A refresh that is under way may only renew: what it brings is looked at, and asked for again if it is not another one.
            var flight = TryStart(reason: JitRefreshReason.Requested);
            ThrowIfDisposed();
            await flight!.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
            ThrowIfDisposed();
            if (Current is { } next && next.Generation > before)
                return next;
            if (flight is { Reason: JitRefreshReason.Requested, Failure: { } failure })
                throw Unavailable("could not be replaced", failure, underWay: false);
        }
    }
}

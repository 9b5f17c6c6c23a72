using Playground.Orders;

namespace Playground.Board;

/// <summary>The generations of one credential, as the service showed them from one look to the next.</summary>
internal sealed class CredentialHistory
{
    private const int Length = 40;

    private readonly List<Generation> _generations = [];
    private readonly Dictionary<long, string> _userNames = [];

    public IReadOnlyList<Generation> Generations => [.. _generations];

    /// <summary>Notes the user of a generation, where each has its own: the service changes the name a moment after the credential.</summary>
    public void Name(long generation, string userName)
    {
        _userNames[generation] = userName;
        var index = _generations.FindIndex(g => g.Number == generation);
        if (index >= 0)
            _generations[index] = _generations[index] with { UserName = userName };
    }

    public void Observe(Credential credential, bool changesUserName, DateTimeOffset now)
    {
        if (credential is not { Generation: > 0, IssuedAt: { } issuedAt, ExpiresAt: { } expiresAt })
            return;
        var current = _generations.Count > 0 ? _generations[^1] : null;
        if (current?.Number != credential.Generation)
        {
            if (current is not null)
                _generations[^1] = Extend(current, current.Spans[^1].State, now) with { ReplacedAt = now };
            var isKnown = _userNames.Remove(credential.Generation, out var name);
            var userName = isKnown ? name : changesUserName && current is not null ? null : credential.UserName;
            current = new Generation(credential.Generation, userName, issuedAt, expiresAt, null, [new StateSpan(credential.State, issuedAt, now)]);
            _generations.Add(current);
            if (_generations.Count > Length)
                _generations.RemoveAt(0);
            return;
        }

        _generations[^1] = Extend(current, credential.State, now) with { ExpiresAt = expiresAt, UserName = current.UserName ?? (changesUserName ? null : credential.UserName) };
    }

    private static Generation Extend(Generation generation, string state, DateTimeOffset now)
    {
        var last = generation.Spans[^1];
        return generation with
        {
            Spans = last.State == state
                ? [.. generation.Spans.SkipLast(1), last with { To = now }]
                : [.. generation.Spans.SkipLast(1), last with { To = now }, new StateSpan(state, now, now)],
        };
    }
}

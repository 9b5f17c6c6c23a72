using System.Collections.Concurrent;
using JitAccess.Aws;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>One way to AWS credentials: how an application asks for it, who issues them, and how they can be taken away.</summary>
/// <param name="federation">Those who issue.</param>
internal abstract class IdentitySource(FederatedHost federation) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _handed = new();

    /// <summary>Gets the servers that have to answer before there are credentials.</summary>
    public abstract IReadOnlyList<EmulatorEndpoint> Issuers { get; }

    /// <summary>Gets the calls of one renewal: each is made once.</summary>
    public abstract IReadOnlyList<string> Calls { get; }

    /// <summary>Gets the role whose session signs database tokens.</summary>
    public abstract string RoleArn { get; }

    /// <summary>Gets the tokens and responses that were handed over, each of which opens something for whoever reads it.</summary>
    public IReadOnlyCollection<string> Handed => _handed;

    protected FederatedHost Federation { get; } = federation;

    /// <summary>Sets what an application would, in code.</summary>
    public abstract void Use(RdsIamOptions options);

    /// <summary>Returns what an application would set by configuration alone, below its database.</summary>
    /// <param name="folder">A folder for what is brought by files.</param>
    public abstract Task<IReadOnlyDictionary<string, string>> ConfigureAsync(string folder);

    /// <summary>Replaces what the issuer signs by, as it does from time to time; what was signed before is worthless.</summary>
    public abstract void RollKeys();

    /// <summary>Ends the sign-in that the next credentials would be asked for with; those that were issued live on.</summary>
    public abstract void SignOut();

    /// <summary>Counts the calls that issuers have been asked, whatever they answered; keys that they fetch from each other are no calls of ours.</summary>
    public int CountAsked() => Issuers.Sum(static issuer => issuer.Requests.Count(static r => r.Operation is not ("Discovery" or "Keys")));

    /// <summary>Counts the calls that were refused.</summary>
    public int CountRefused() => Issuers.Sum(static issuer => issuer.Requests.Count(static r => r.Error is not null));

    /// <summary>Returns how often each call of a renewal was served.</summary>
    public IReadOnlyList<int> CountServed() => [.. Calls.Select(call => Issuers.Sum(issuer => issuer.CountServed(call)))];

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Notes what is handed over.</summary>
    protected string Hand(string secret)
    {
        _handed.Enqueue(secret);
        return secret;
    }
}

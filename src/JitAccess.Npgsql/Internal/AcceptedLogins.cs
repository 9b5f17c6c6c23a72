using System.Runtime.CompilerServices;

namespace JitAccess.Internal;

/// <summary>Remembers at which age each credential was last accepted.</summary>
/// <remarks>Before a login the server tells nothing, not even its time. That it took a credential ten minutes ago and refuses the same one
/// now is the best evidence there is, and costs no round trip.</remarks>
internal sealed class AcceptedLogins
{
    private readonly ConditionalWeakTable<JitCredential, object> _ages = [];

    public void Add(JitCredential credential, TimeSpan age) => _ages.AddOrUpdate(credential, age);

    public TimeSpan? AgeOf(JitCredential credential) => _ages.TryGetValue(credential, out var age) ? (TimeSpan)age : null;
}

using System.Reflection;
using Amazon;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests.Issuers;

/// <summary>A clock that stands until a test moves it, for the SDK as well: how long a thread halts changes neither lives nor differences.</summary>
/// <remarks>The SDK's clock is the process's, in a field for its own tests; a later SDK without it fails here, and not now and then.</remarks>
internal sealed class SdkTime : FakeTimeProvider, IDisposable
{
    private static readonly FieldInfo Source = typeof(AWSConfigs).GetField("utcNowSource", BindingFlags.Static | BindingFlags.NonPublic)!;

    private readonly object _before = Source.GetValue(null)!;

    public SdkTime()
        : base(DateTimeOffset.FromUnixTimeSeconds(System.GetUtcNow().ToUnixTimeSeconds())) => // what issuers and tokens say has whole seconds
        Source.SetValue(null, (Func<DateTime>)(() => GetUtcNow().UtcDateTime));

    public void Dispose() => Source.SetValue(null, _before);
}

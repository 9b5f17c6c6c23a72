using JitAccess.Aws.Credentials;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitAccess.Aws.Tests.Credentials;

/// <summary>A clock for tests that are not about it: nobody hears what it says.</summary>
internal static class NoClock
{
    public static AwsClock Instance { get; } = new(TimeProvider.System, NullLogger.Instance);
}

using Microsoft.Extensions.Logging;

namespace JitAccess.Internal.Rotation;

/// <summary>What a rotation works with.</summary>
internal sealed record RotationTools(
    string Database, SessionControl Control, LoginProof Proof, Retirement Retirement, TimeProvider TimeProvider, ILogger Logger);

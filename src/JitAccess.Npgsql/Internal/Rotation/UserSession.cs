namespace JitAccess.Internal.Rotation;

/// <summary>A session of a user who is to go; never what it is doing, for statements may hold secrets.</summary>
internal sealed record UserSession(JitEndpoint Host, int ProcessId, string ApplicationName, string State, bool InTransaction)
{
    public override string ToString() =>
        $"process {ProcessId} at {Host} ('{ApplicationName}', {State}{(InTransaction ? ", in a transaction" : "")})";
}

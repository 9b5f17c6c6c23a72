using Npgsql;

namespace JitAccess.Internal;

/// <summary>How the transport gate decided that a credential may travel; what a connection uses when it asks must be the same.</summary>
internal readonly record struct TransportSettings(SslMode SslMode, GssEncryptionMode GssEncryptionMode, string? RequireAuth)
{
    public static TransportSettings Of(NpgsqlConnectionStringBuilder settings) =>
        new(settings.SslMode, settings.GssEncryptionMode, settings.RequireAuth);
}

using Npgsql;

namespace JitAccess.Internal;

/// <summary>Finds out what a data source builder does not tell: whether a callback that we need is taken.</summary>
/// <remarks>
/// A second callback silently replaces the first. Npgsql refuses some combinations when it builds, though, so a trial build with the other
/// half of such a combination shows whether the callback is set. The trial connects to nothing and is thrown away.
/// </remarks>
internal static class BuilderProbe
{
    public static void RefuseOwnPasswordProvider(NpgsqlDataSourceBuilder builder, string database)
    {
        var settings = builder.ConnectionStringBuilder;
        settings.Password = "probe"; // refused together with any password provider
        try
        {
            using var trial = builder.Build();
        }
        catch (NotSupportedException e)
        {
            throw new JitConfigurationException(
                $"The data source of database '{database}' has a password provider of its own, or can't be built ({e.Message}). JitAccess is its " +
                "password provider: remove UsePasswordProvider and UsePeriodicPasswordProvider.", e);
        }
        finally
        {
            settings.Password = null;
        }
    }

    public static void RefuseOwnTlsOptions(NpgsqlDataSourceBuilder builder, string database)
    {
#pragma warning disable CS0618 // Obsolete, and for that reason refused together with its successor, which is what we ask about.
        builder.UseUserCertificateValidationCallback(static (_, _, _, _) => false);
        try
        {
            using var trial = builder.Build();
        }
        catch (NotSupportedException e)
        {
            throw new JitConfigurationException(
                $"Database '{database}' maps TokenEndpoints, for which JitAccess sets the name that TLS verifies, but its data source has an " +
                "UseSslClientAuthenticationOptionsCallback of its own. Remove that; a client certificate is set by SSL Certificate in the " +
                "connection string.", e);
        }
        finally
        {
            builder.UseUserCertificateValidationCallback(null!);
        }
#pragma warning restore CS0618
    }
}

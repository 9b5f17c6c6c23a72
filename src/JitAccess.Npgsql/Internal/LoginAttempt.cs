using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace JitAccess.Internal;

/// <summary>What one physical open sent: put on Npgsql's CONNECT activity by the password provider, read when the activity stops.</summary>
internal sealed class LoginAttempt(ConnectionRoute route, JitCredentialSnapshot sent, LoginObserver observer)
{
    private const string Property = "jitaccess.login";

    // The two answers by which a server refuses a credential: 28P01 for SCRAM, 28000 for PAM (RDS), LDAP and unknown roles.
    private const string InvalidPassword = "28P01";
    private const string InvalidAuthorization = "28000";

    public static LoginAttempt? Of(Activity activity) => activity.GetCustomProperty(Property) as LoginAttempt;

    public void AttachTo(Activity activity) => activity.SetCustomProperty(Property, this);

    /// <summary>Says whether an open ended because the server refused the user or the password.</summary>
    public static bool IsRefused(Activity open, [NotNullWhen(true)] out string? sqlState)
    {
        sqlState = open.Status == ActivityStatusCode.Error ? open.GetTagItem("db.response.status_code") as string : null;
        return sqlState is InvalidPassword or InvalidAuthorization;
    }

    public void Stopped(Activity activity)
    {
        if (activity.Status != ActivityStatusCode.Error)
            observer.Accepted(route, sent);
        else if (IsRefused(activity, out var sqlState))
            observer.Refused(route, sent, sqlState, ServerAnswerReader.Read(activity));

        // Anything else (network, too many connections) says nothing about the credential.
    }
}

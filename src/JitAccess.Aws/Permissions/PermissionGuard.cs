using JitAccess.Aws.Internal;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Permissions;

/// <summary>Asks the permission map before anything else is asked: no token is signed that it does not allow, and AWS hears nothing of it.</summary>
/// <remarks>It is a guard-rail against mistakes of those who mean well. Whoever runs code as the role can sign without it; IAM and the grants in
/// the database are what keeps them out.</remarks>
internal sealed class PermissionGuard(PermissionMap map, string role, AccessReason reason, ILogger audit)
{
    private const string NoReason = "none";

    /// <summary>Gets the SHA-256 of the map.</summary>
    public string MapHash => map.Hash;

    /// <summary>Returns on what terms a login is allowed.</summary>
    /// <exception cref="JitProviderException">It is not.</exception>
    public async ValueTask<PermissionGrant> RequireAsync(JitCredentialRequest request, CancellationToken cancellationToken)
    {
        var (function, fault) = map.Find(role, request.Endpoint, request.UserName!);
        if (function is null)
            throw Refused(request, fault!, "Add it there, have it reviewed and start again, or log in as a role that has it");

        var given = await reason.GetAsync(cancellationToken).ConfigureAwait(false);
        if (given is null && function.RequiresReason)
            throw Refused(
                request, $"{function.Name} requires a reason and none is given", $"Set {nameof(AwsIdentityOptions.Reason)}, or call UseReason() in code");
        if (given is not null && AccessReason.Fault(given) is { } wrong)
            throw Refused(request, $"the reason {wrong}", $"Correct {nameof(AwsIdentityOptions.Reason)}, or what the delegate of UseReason() returns");
        return new PermissionGrant(function.Name, function.MaxLifetime, given);
    }

    /// <summary>Records that a token was signed on these terms.</summary>
    public void Record(JitCredentialRequest request, PermissionGrant grant, JitCredential credential) => AuditLog.PermissionGranted(
        audit, credential.Id, role, grant.Function, request.UserName!, request.DatabaseName, request.Endpoint, grant.Reason ?? NoReason, credential.ExpiresAt, map.Hash);

    private JitProviderException Refused(JitCredentialRequest request, string fault, string remedy)
    {
        AuditLog.PermissionRefused(audit, role, request.UserName!, request.DatabaseName, request.Endpoint, fault, map.Hash);
        return new JitProviderException(
            JitProviderErrorKind.Denied,
            $"The permission map '{map.File}' (SHA-256 {map.Hash}) does not let {role} log in as '{request.UserName}' to database '{request.DatabaseName}': {fault}. "
            + $"Nothing was signed. {remedy}.");
    }
}

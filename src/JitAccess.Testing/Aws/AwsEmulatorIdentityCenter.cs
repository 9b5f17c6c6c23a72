using System.Text.RegularExpressions;
using JitAccess.Testing.Internal.Aws.IdentityCenter;

namespace JitAccess.Testing;

/// <summary>An instance of IAM Identity Center: users, accounts, permission sets, and how people sign in.</summary>
public sealed partial class AwsEmulatorIdentityCenter
{
    private const int LongestPermissionSet = 32;

    private readonly IdentityCenterState _state;

    internal AwsEmulatorIdentityCenter(IdentityCenterState state, EmulatorEndpoint oidc, EmulatorEndpoint portal)
    {
        _state = state;
        Oidc = oidc;
        Portal = portal;
    }

    /// <summary>Gets the start URL, by which clients name the instance; nothing answers there.</summary>
    public Uri StartUrl => _state.Names.StartUrl;

    /// <summary>Gets the issuer URL, the instance's other name; nothing answers there either.</summary>
    public Uri IssuerUrl => _state.Names.IssuerUrl;

    /// <summary>Gets the sign-in service.</summary>
    /// <remarks>
    /// Its operations are <c>RegisterClient</c>, <c>StartDeviceAuthorization</c>, <c>CreateToken</c> and <c>CreateTokenWithIAM</c>, its pages <c>Authorize</c>
    /// and <c>Device</c>.
    /// </remarks>
    public EmulatorEndpoint Oidc { get; }

    /// <summary>Gets the access portal: <c>ListAccounts</c>, <c>ListAccountRoles</c>, <c>GetRoleCredentials</c>, <c>Logout</c>.</summary>
    public EmulatorEndpoint Portal { get; }

    /// <summary>Gets or sets who is signed in to the browser: the authorize page then returns to the client at once.</summary>
    /// <value>The default is <see langword="null"/>: the page asks.</value>
    public string? BrowserUser
    {
        get => _state.BrowserUser;
        set => _state.BrowserUser = value;
    }

    /// <summary>Gets or sets how long a user stays signed in from now on, however often tokens are refreshed.</summary>
    /// <value>The default is 8 hours.</value>
    public TimeSpan SessionDuration
    {
        get => _state.Settings.SessionDuration;
        set => _state.Settings.SessionDuration = value;
    }

    /// <summary>Gets or sets how long access tokens live that can be refreshed; others live as long as the session.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan AccessTokenLifetime
    {
        get => _state.Settings.AccessTokenLifetime;
        set => _state.Settings.AccessTokenLifetime = value;
    }

    /// <summary>Gets or sets how long the registration of a client is valid.</summary>
    /// <value>The default is 90 days.</value>
    public TimeSpan ClientLifetime
    {
        get => _state.Settings.ClientLifetime;
        set => _state.Settings.ClientLifetime = value;
    }

    /// <summary>Gets or sets how long authorization codes and device codes live.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan CodeLifetime
    {
        get => _state.Settings.CodeLifetime;
        set => _state.Settings.CodeLifetime = value;
    }

    /// <summary>Gets or sets a value indicating whether a refresh token is good for one refresh, which brings the next.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool RotatesRefreshTokens
    {
        get => _state.Settings.RotatesRefreshTokens;
        set => _state.Settings.RotatesRefreshTokens = value;
    }

    /// <summary>Adds a user, or enables one who was disabled.</summary>
    /// <param name="userName">The name, which becomes that of the user's role sessions.</param>
    /// <exception cref="ArgumentException">It cannot name a session.</exception>
    public void AddUser(string userName)
    {
        ArgumentNullException.ThrowIfNull(userName);
        if (!SessionName().IsMatch(userName))
            throw new ArgumentException($"\"{userName}\" has not 2 to 64 letters, digits or characters of _+=,.@-", nameof(userName));
        _state.Directory.AddUser(userName);
    }

    /// <summary>Disables a user: signing in, refreshing and fetching credentials end; role sessions that were issued live on, as on AWS.</summary>
    /// <param name="userName">The user.</param>
    /// <exception cref="ArgumentException">There is none who is enabled.</exception>
    public void DisableUser(string userName)
    {
        ArgumentNullException.ThrowIfNull(userName);
        _state.Directory.DisableUser(userName);
    }

    /// <summary>Ends all sign-in sessions of a user, as an administrator does in the console: tokens and refresh tokens are worthless.</summary>
    /// <param name="userName">The user.</param>
    public void EndSessions(string userName)
    {
        ArgumentNullException.ThrowIfNull(userName);
        _state.Sessions.EndAll(userName);
    }

    /// <summary>Adds an account.</summary>
    /// <param name="accountId">Its twelve digits.</param>
    /// <param name="name">Its name.</param>
    /// <param name="email">Its address.</param>
    /// <exception cref="ArgumentException">The id has not twelve digits.</exception>
    public void AddAccount(string accountId, string name = "orders", string email = "orders@example.com")
    {
        ArgumentNullException.ThrowIfNull(accountId);
        if (!AccountId().IsMatch(accountId))
            throw new ArgumentException($"\"{accountId}\" has not twelve digits.", nameof(accountId));
        _state.Directory.AddAccount(accountId, name, email);
    }

    /// <summary>Creates a permission set, or changes what holds for sessions from now on.</summary>
    /// <param name="name">The name, by which clients ask for credentials.</param>
    /// <param name="permissionSet">What it is like.</param>
    /// <exception cref="ArgumentException">The name has not 1 to 32 letters, digits or characters of <c>_+=,.@-</c>.</exception>
    public void WritePermissionSet(string name, AwsEmulatorPermissionSet permissionSet)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(permissionSet);
        if (name.Length > LongestPermissionSet || !SessionName().IsMatch(name + "_"))
            throw new ArgumentException($"\"{name}\" has not 1 to {LongestPermissionSet} letters, digits or characters of _+=,.@-", nameof(name));
        _state.Directory.WritePermissionSet(name, permissionSet);
    }

    /// <summary>Assigns a user to a permission set in an account.</summary>
    /// <param name="userName">The user.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="permissionSet">The permission set.</param>
    /// <returns>The ARN of its role in the account, for the trust of other roles.</returns>
    /// <exception cref="ArgumentException">One of them does not exist.</exception>
    public string Assign(string userName, string accountId, string permissionSet)
    {
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(accountId);
        ArgumentNullException.ThrowIfNull(permissionSet);
        return _state.Directory.Assign(userName, accountId, permissionSet);
    }

    /// <summary>Ends an assignment: no new credentials; role sessions that were issued live on, as on AWS.</summary>
    /// <param name="userName">The user.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="permissionSet">The permission set.</param>
    public void Unassign(string userName, string accountId, string permissionSet) => _state.Directory.Unassign(userName, accountId, permissionSet);

    /// <summary>Approves the device that shows a code, as its user does on the page.</summary>
    /// <param name="userCode">The code.</param>
    /// <param name="userName">The user.</param>
    /// <exception cref="ArgumentException">No device shows it, or there is no such user.</exception>
    public void ApproveDevice(string userCode, string userName)
    {
        ArgumentNullException.ThrowIfNull(userName);
        if (!_state.Directory.IsEnabled(userName))
            throw new ArgumentException($"There is no user {userName} who is enabled.", nameof(userName));
        Device(userCode).ApprovedBy = userName;
    }

    /// <summary>Denies the device that shows a code.</summary>
    /// <param name="userCode">The code.</param>
    /// <exception cref="ArgumentException">No device shows it.</exception>
    public void DenyDevice(string userCode) => Device(userCode).IsDenied = true;

    /// <summary>Registers an application that exchanges tokens of other issuers, or changes it.</summary>
    /// <param name="arn">Its ARN, which is its client id, such as <c>arn:aws:sso::123456789012:application/ssoins-1234567890abcdef/apl-1234567890abcdef</c>.</param>
    /// <param name="application">What it is like.</param>
    /// <exception cref="ArgumentException">It is no application's ARN, or an issuer is neither https nor on loopback.</exception>
    public void WriteApplication(string arn, AwsEmulatorApplication application)
    {
        ArgumentNullException.ThrowIfNull(arn);
        ArgumentNullException.ThrowIfNull(application);
        if (!ApplicationArn().IsMatch(arn))
            throw new ArgumentException($"\"{arn}\" is no ARN such as arn:aws:sso::123456789012:application/ssoins-1234567890abcdef/apl-1234567890abcdef.", nameof(arn));
        _state.Write(arn, application);
    }

    private DeviceAuthorization Device(string userCode)
    {
        ArgumentNullException.ThrowIfNull(userCode);
        return _state.Devices.ByUserCode(userCode) ?? throw new ArgumentException("No device shows this code.", nameof(userCode));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]{2,64}$")]
    private static partial Regex SessionName();

    [GeneratedRegex("^[0-9]{12}$")]
    private static partial Regex AccountId();

    [GeneratedRegex("^arn:(aws|aws-cn|aws-us-gov):sso::[0-9]{12}:application/(sso)?ins-[a-zA-Z0-9.-]{16}/apl-[a-zA-Z0-9]{16}$")]
    private static partial Regex ApplicationArn();
}

using JitAccess.Aws.Internal;

namespace JitAccess.Aws;

/// <summary>The settings of a permission set of IAM Identity Center: a person signs in, and gets the permission set's credentials.</summary>
/// <remarks>The sign-in is shared with the AWS CLI, in its token cache: who is signed in there is signed in here, and the reverse.</remarks>
public sealed class IdentityCenterOptions
{
    /// <summary>Gets or sets the profile of the AWS configuration file that names session, account and permission set.</summary>
    /// <value>The default is <see langword="null"/>: they are set here. What is set here wins over the profile.</value>
    public string? Profile { get; set; }

    /// <summary>Gets or sets the start URL or the issuer URL, such as <c>https://d-1234567890.awsapps.com/start</c>.</summary>
    /// <value>Required, unless the profile has it.</value>
    public string? StartUrl { get; set; }

    /// <summary>Gets or sets the region of Identity Center, which need not be that of the database.</summary>
    /// <value>Required, unless the profile has it.</value>
    [AwsRegion]
    public string? Region { get; set; }

    /// <summary>Gets or sets the account, by its twelve digits.</summary>
    /// <value>Required, unless the profile has it.</value>
    public string? AccountId { get; set; }

    /// <summary>Gets or sets the permission set, by its name.</summary>
    /// <value>Required, unless the profile has it.</value>
    public string? PermissionSet { get; set; }

    /// <summary>Gets or sets the name of the <c>sso-session</c> of the AWS configuration file, under which the CLI keeps its token.</summary>
    /// <value>The default is <see langword="null"/>: that of the profile, or none: the token is kept under the start URL.</value>
    public string? SsoSession { get; set; }

    /// <summary>Gets or sets how a person who is not signed in is asked to.</summary>
    /// <value>The default is <see cref="IdentityCenterSignIn.Browser"/>; without a desktop it is an error that names the command to run.</value>
    public IdentityCenterSignIn SignIn { get; set; }

    /// <summary>Gets or sets how long a sign-in waits for the person.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan SignInTimeout { get; set; } = IdentityCenterDefaults.SignInTimeout;

    /// <summary>Gets or sets the folder of the token cache.</summary>
    /// <value>The default is <see langword="null"/>: that of the AWS CLI, <c>~/.aws/sso/cache</c>.</value>
    public string? CacheFolder { get; set; }

    /// <summary>Gets or sets the address of the sign-in service, where it is not the public one of the region.</summary>
    public string? OidcEndpoint { get; set; }

    /// <summary>Gets or sets the address of the access portal, where it is not the public one of the region.</summary>
    public string? PortalEndpoint { get; set; }

    /// <summary>Gets or sets the sign-in without a person.</summary>
    /// <value>The default is <see langword="null"/>: a person signs in.</value>
    public IdentityCenterHeadlessOptions? Headless { get; set; }

    internal Func<Uri, CancellationToken, ValueTask>? Browser { get; private set; }

    internal Func<IdentityCenterDevicePrompt, CancellationToken, ValueTask>? DevicePrompt { get; private set; }

    /// <summary>Sets what opens the page of the sign-in, in place of the desktop's browser.</summary>
    /// <param name="open">Called with an address of the sign-in service, and never with another.</param>
    public void UseBrowser(Func<Uri, CancellationToken, ValueTask> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        Browser = open;
    }

    /// <summary>Signs in without a person, with another source of credentials that signs the exchange.</summary>
    /// <param name="configure">Sets application, audience and JWT, and accepts what it means.</param>
    public void UseHeadless(Action<IdentityCenterHeadlessOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Headless ??= new IdentityCenterHeadlessOptions());
    }

    /// <summary>Asks for a code to be typed on another device, and sets what shows it.</summary>
    /// <remarks>A code can be phished: whoever talks a person into typing theirs is signed in as that person. Use a browser where there is one.</remarks>
    /// <param name="show">Called once for each sign-in.</param>
    public void UseDeviceCode(Func<IdentityCenterDevicePrompt, CancellationToken, ValueTask> show)
    {
        ArgumentNullException.ThrowIfNull(show);
        SignIn = IdentityCenterSignIn.DeviceCode;
        DevicePrompt = show;
    }
}

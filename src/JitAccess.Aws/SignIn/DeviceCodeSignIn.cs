using JitAccess.Aws.Internal;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.SignIn;

/// <summary>The device authorization grant (RFC 8628): a code that a person types elsewhere.</summary>
internal sealed class DeviceCodeSignIn(
    SsoService service, SignInAddress addresses, Func<IdentityCenterDevicePrompt, CancellationToken, ValueTask>? show, ILogger logger) : ISignInFlow
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";
    private const int DefaultInterval = 5;
    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    public string? Obstacle => null;

    public string Instruction => "a code is shown that has to be confirmed";

    public async Task<SsoToken> SignInAsync(CancellationToken cancellationToken)
    {
        var client = await service.RegisterAsync(Grant, redirectUri: null, cancellationToken).ConfigureAwait(false);
        var device = await service.StartDeviceAsync(client, cancellationToken).ConfigureAwait(false);
        var end = service.Time.GetUtcNow().AddSeconds(device.ExpiresIn ?? 0);
        var page = addresses.Require(device.VerificationUri);
        await ShowAsync(new IdentityCenterDevicePrompt(page, ServerText.Clean(device.UserCode), end), cancellationToken).ConfigureAwait(false);

        var interval = TimeSpan.FromSeconds(device.Interval is > 0 and var seconds ? seconds : DefaultInterval);
        while (true)
        {
            await Task.Delay(interval, service.Time, cancellationToken).ConfigureAwait(false);
            try
            {
                return await service.CreateTokenAsync(client, Grant, r => r.DeviceCode = device.DeviceCode, [device.DeviceCode], cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (OAuthPendingException e) when (e.Answer != OAuthAnswer.Ended && service.Time.GetUtcNow() < end)
            {
                if (e.Answer == OAuthAnswer.SlowDown)
                    interval += SlowDown;
            }
            catch (JitProviderException e) when (e.Kind == JitProviderErrorKind.Transient)
            {
                // The next question is the retry; the code is still good.
            }
        }
    }

    private async ValueTask ShowAsync(IdentityCenterDevicePrompt prompt, CancellationToken cancellationToken)
    {
        if (show is not null)
            await show(prompt, cancellationToken).ConfigureAwait(false);
        else
            Log.DeviceCodeShown(logger, prompt.VerificationUri, prompt.UserCode, prompt.ExpiresAt);
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Aws.IdentityCenter;

/// <summary>The devices that wait for their users.</summary>
internal sealed class DeviceStore(TimeProvider time, IdentityCenterSettings settings, InstanceNames instance)
{
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ"; // no vowels, so that no code is a word

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, DeviceAuthorization> _byDeviceCode = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DeviceAuthorization> _byUserCode = new(StringComparer.Ordinal);

    public JsonObject Start(RegisteredClient client, JsonObject body, Uri verification)
    {
        if (!client.MayUse(OidcGrants.DeviceCode))
            throw OAuthRefusalException.UnauthorizedClient();
        if (!instance.Contains(body.Required("startUrl")))
            throw OAuthRefusalException.InvalidRequest("startUrl is not that of this instance.");
        var deviceCode = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var userCode = $"{RandomNumberGenerator.GetString(Letters, 4)}-{RandomNumberGenerator.GetString(Letters, 4)}";
        var device = new DeviceAuthorization(client, userCode, time.GetUtcNow() + settings.CodeLifetime, Interval);
        _byDeviceCode[SecretHash.Of(deviceCode)] = device;
        _byUserCode[userCode] = device;
        return new JsonObject
        {
            ["deviceCode"] = deviceCode,
            ["userCode"] = userCode,
            ["verificationUri"] = verification.AbsoluteUri,
            ["verificationUriComplete"] = $"{verification.AbsoluteUri}?user_code={userCode}",
            ["expiresIn"] = (int)settings.CodeLifetime.TotalSeconds,
            ["interval"] = (int)Interval.TotalSeconds,
        };
    }

    /// <summary>Returns the device that shows a code and still waits.</summary>
    public DeviceAuthorization? ByUserCode(string userCode) => _byUserCode.TryGetValue(userCode, out var device) && time.GetUtcNow() < device.ExpiresAt ? device : null;

    /// <summary>Returns the user who approved a device.</summary>
    /// <exception cref="OAuthRefusalException">The code is nobody's, or another client's; or not yet, too fast, never.</exception>
    public string Poll(string deviceCode, RegisteredClient client) =>
        _byDeviceCode.TryGetValue(SecretHash.Of(deviceCode), out var device) && device.Client.Id == client.Id
            ? device.Poll(time.GetUtcNow())
            : throw OAuthRefusalException.InvalidGrant("The device code is invalid.");
}

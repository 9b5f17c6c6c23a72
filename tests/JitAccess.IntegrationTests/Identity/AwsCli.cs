using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitAccess.Testing;

namespace JitAccess.IntegrationTests.Identity;

/// <summary>Signs a person in as <c>aws sso login --use-device-code</c> does, by nothing of ours, and keeps the token where the CLI keeps it.</summary>
internal static class AwsCli
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static async Task SignInAsync(AwsEmulator aws, string user, string cacheFolder, TimeProvider time)
    {
        var center = aws.IdentityCenter;
        using var http = Client(aws.CertificatePem);
        http.BaseAddress = center.Oidc.Address;
        var client = await PostAsync(http, "client/register", new
        {
            clientName = "botocore-client-aws",
            clientType = "public",
            scopes = new[] { "sso:account:access" },
            grantTypes = new[] { "urn:ietf:params:oauth:grant-type:device_code", "refresh_token" },
        });
        var (id, secret) = (client["clientId"]!.GetValue<string>(), client["clientSecret"]!.GetValue<string>());
        var device = await PostAsync(http, "device_authorization", new { clientId = id, clientSecret = secret, startUrl = center.StartUrl.AbsoluteUri });
        center.ApproveDevice(device["userCode"]!.GetValue<string>(), user);
        var token = await PostAsync(http, "token", new
        {
            clientId = id,
            clientSecret = secret,
            grantType = "urn:ietf:params:oauth:grant-type:device_code",
            deviceCode = device["deviceCode"]!.GetValue<string>(),
        });
        Write(cacheFolder, center.StartUrl.AbsoluteUri, new()
        {
            ["startUrl"] = center.StartUrl.AbsoluteUri,
            ["region"] = aws.Region,
            ["accessToken"] = token["accessToken"]!.GetValue<string>(),
            ["expiresAt"] = Text(time.GetUtcNow().AddSeconds(token["expiresIn"]!.GetValue<int>())),
            ["clientId"] = id,
            ["clientSecret"] = secret,
            ["registrationExpiresAt"] = Text(DateTimeOffset.FromUnixTimeSeconds(client["clientSecretExpiresAt"]!.GetValue<long>())),
            ["refreshToken"] = token["refreshToken"]!.GetValue<string>(),
        });
    }

    /// <summary>Reads the token; fails where the file is torn.</summary>
    /// <remarks>By its name: a folder that is listed while a file is renamed in it may show neither the old file nor the new one.</remarks>
    public static Dictionary<string, string> Read(string cacheFolder, string startUrl) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(PathOf(cacheFolder, startUrl)))!;

    /// <summary>Writes the token over the one that is there, without a rename: so does the CLI.</summary>
    public static void Write(string cacheFolder, string startUrl, Dictionary<string, string> token)
    {
        Directory.CreateDirectory(cacheFolder);
        var path = PathOf(cacheFolder, startUrl);
        File.WriteAllText(path, JsonSerializer.Serialize(token));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The AWS CLI names its files so.")]
    private static string PathOf(string cacheFolder, string startUrl) =>
        Path.Combine(cacheFolder, Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(startUrl))) + ".json");

    private static HttpClient Client(string? rootPem)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (rootPem is not null)
            handler.SslOptions.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509Certificate2.CreateFromPem(rootPem) },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        return new HttpClient(handler);
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        answer.IsSuccessStatusCode.ShouldBeTrue(json["error"]?.GetValue<string>());
        return json;
    }
}

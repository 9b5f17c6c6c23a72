using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JitAccess.Vault.Tests;

/// <summary>Searches everything that can be printed, logged, traced or serialized for the secrets that went in and came out.</summary>
public sealed class SecretCanaryTests : VaultTest
{
    private const int PieceLength = 16;
    private const string SecretIdPath = "auth/approle/role/app/secret-id";

    private static readonly string[] Mounts = ["approle", "jwt", "aws"];

    private readonly ConcurrentQueue<string> _printed = new();
    private readonly string _secretId = Canary("secret/id+");
    private readonly string _token = Canary("token.");
    private readonly string _leaseKey = Canary("lease-");
    private readonly string _password = Canary("pass=word\"");
    private readonly string _wrapping = Canary("wrapping.");
    private readonly string _unwrapped = Canary("unwrapped");
    private readonly string _awsKey = Canary("aws/key+");
    private readonly string _awsSession = Canary("aws/session==");

    [Fact]
    public async Task EverythingPrintable_OfAWholeLife_HoldsNoSecret()
    {
        using var activities = Listen();
        using var events = new EventTexts(_printed);
        var jwt = Jwt.For("\"vault\"");
        List<Action<VaultOptions>> ways =
        [
            o => o.Auth.UseSecretId(_ => new(new VaultSecret(_secretId))),
            o =>
            {
                (o.Auth.Method, o.Auth.Role, o.Auth.Audience) = (VaultAuthMethod.Jwt, "app", "vault");
                o.Auth.UseJwt(_ => new(jwt));
            },
            o =>
            {
                (o.Auth.Method, o.Auth.Role, o.Auth.ServerId) = (VaultAuthMethod.AwsIam, "app", "vault.example.com");
                o.Auth.UseAwsCredentials(_ => new(new VaultAwsCredentials("AKIDEXAMPLE", _awsKey, _awsSession)));
            },
            o => o.Auth = new VaultAuthOptions { TokenFile = WriteFile(_token) },
            WrappedSecretId,
            o =>
            {
                (o.Kind, o.Role) = (VaultRoleKind.Static, "svc");
                o.Auth.UseSecretId(_ => new(new VaultSecret(_secretId)));
            },
        ];
        Script();
        foreach (var way in ways)
            await LiveAsync(way);
        Vault.On(WrapLookup, CreatedAt("sys/wrapping/wrap"));
        await LiveAsync(o => o.Auth = new VaultAuthOptions
        {
            TokenFile = WriteFile(JsonSerializer.Serialize(new { token = _wrapping, ttl = 300 })),
            TokenFileIsWrapped = true,
        });
        await LiveAsync(WrappedSecretId); // made elsewhere
        Vault.On(WrapLookup, CreatedAt(SecretIdPath)).On(Unwrap, r => Echo(r, 400)); // spent by somebody else
        await LiveAsync(WrappedSecretId);
        foreach (var mount in Mounts)
            Vault.On($"POST /v1/auth/{mount}/login", r => Echo(r, 400));
        Vault.On(LookupSelf, r => Echo(r, 403));
        foreach (var way in ways)
            await LiveAsync(way);

        // A login at AWS, which is good for minutes to whoever has it.
        var logins = Vault.Requests.Where(static r => r.Path.EndsWith("/aws/login", StringComparison.Ordinal)).Select(static r => r.Body).Distinct().ToList();
        var signatures = logins.SelectMany(static body => Values(body)).Where(static v => v.Contains("Signature=", StringComparison.Ordinal)).Select(static v => v[^64..]);
        foreach (var sent in (string[])[_secretId, _unwrapped, jwt])
            Vault.Requests.ShouldContain(r => r.Path.EndsWith("/login", StringComparison.Ordinal) && Values(r.Body).Contains(sent));
        Vault.Requests.ShouldContain(static r => r.Line == StaticCreds);
        foreach (var record in Logs.GetSnapshot())
            _printed.Enqueue($"{record.Message} {record.Exception} {JsonSerializer.Serialize(record.StructuredState)}");
        var all = string.Join('\n', _printed);

        all.Length.ShouldBeGreaterThan(5000);
        signatures.Count().ShouldBeGreaterThan(0);
        foreach (var piece in Pieces([_secretId, _token, _leaseKey, _password, _wrapping, _unwrapped, _awsKey, _awsSession, jwt, .. signatures]))
            all.ShouldNotContain(piece);
    }

    [Fact]
    public void Search_PlantedSecret_IsFound()
    {
        Pieces([_password]).ShouldContain(piece => ("…" + Uri.EscapeDataString(_password) + "…").Contains(piece));
        Pieces([_password]).ShouldContain(piece => JsonSerializer.Serialize(new { _password }).Contains(piece));
        Pieces([_password]).ShouldContain(piece => Convert.ToBase64String(Encoding.UTF8.GetBytes(_password)).Contains(piece));
    }

    private async Task LiveAsync(Action<VaultOptions> configure)
    {
        VaultOptions? options = null;
        var provider = Provider(o =>
        {
            configure(o);
            options = o;
        });
        Print(provider, provider.Identity, options!, options!.Auth, new VaultSecret(_secretId), new VaultAwsCredentials("AKIDEXAMPLE", _awsKey, _awsSession));
        try
        {
            var credential = await MintAsync(provider);
            Print(credential);
            if (credential.Lease is null)
                return;
            Print(credential.Lease);
            await TryAsync(RenewAsync(provider, credential));
            Time.Advance(TimeSpan.FromSeconds(800));
            await TryAsync(RenewAsync(provider, credential));
            await TryAsync(provider.IsLeaseAliveAsync(credential, Cancellation).AsTask());
            await TryAsync(provider.RevokeAsync(credential, Cancellation).AsTask());
            await TryAsync(MintAsync(provider));
        }
        catch (JitProviderException e)
        {
            _printed.Enqueue(e + string.Join(',', e.Data.Keys.Cast<object>()));
        }

        await provider.DisposeAsync();
    }

    private async Task TryAsync(Task task) => _printed.Enqueue((await Should.ThrowAsync<JitProviderException>(task)).ToString());

    private void WrappedSecretId(VaultOptions options)
    {
        options.Auth.UseSecretId(_ => new(new VaultSecret(_wrapping)));
        (options.Auth.SecretIdIsWrapped, options.Auth.Role) = (true, "app");
    }

    private static VaultReply Echo(ReceivedRequest r, int status) => new(status, JsonSerializer.Serialize(new
    {
        errors = Values(r.Body).Append(r.Token ?? "")
            .SelectMany(v => (string[])[v, Uri.EscapeDataString(v), Convert.ToBase64String(Encoding.UTF8.GetBytes(v))]),
    }));

    private static VaultReply CreatedAt(string path) => new(200, JsonSerializer.Serialize(new { data = new { creation_path = path } }));

    /// <summary>A server that repeats in every error all that it was sent, in every form.</summary>
    private void Script()
    {
        var creds = new VaultReply(200, JsonSerializer.Serialize(new
        {
            lease_id = "database/creds/app/" + _leaseKey,
            lease_duration = 3600,
            renewable = true,
            data = new { username = "v-app-1", password = _password },
        }));
        foreach (var mount in Mounts)
            Vault.On($"POST /v1/auth/{mount}/login", _ => TokenReply(_token, 1200));
        Vault.On(Creds, _ => creds, r => Echo(r, 500)).On(Renew, r => Echo(r, 400)).On(RenewSelf, r => Echo(r, 500)).On(Lookup, r => Echo(r, 503))
            .On(Revoke, r => Echo(r, 400)).On(RevokeSelf, r => Echo(r, 500))
            .On(WrapLookup, CreatedAt(SecretIdPath))
            .On(StaticCreds, new VaultReply(200, JsonSerializer.Serialize(new { data = new { username = "svc_static", password = _password, ttl = 60 } })))
            .On(Unwrap, new VaultReply(200, JsonSerializer.Serialize(new { data = new { secret_id = _unwrapped, token = _token } })));
        Vault.Gate = r =>
        {
            if (r.Path.EndsWith("/login", StringComparison.Ordinal) || r.Line == LookupSelf)
                Vault.On(Creds, _ => creds, e => Echo(e, 500));
            _printed.Enqueue(r.Path);
            return Task.CompletedTask;
        };
    }

    /// <summary>Returns the texts of a body, and those of the JSON that it holds in base64.</summary>
    private static IEnumerable<string> Values(string body)
    {
        if (body.Length == 0)
            yield break;
        foreach (var property in JsonDocument.Parse(body).RootElement.EnumerateObject())
        {
            var value = property.Value.ValueKind == JsonValueKind.Array ? property.Value[0] : property.Value;
            if (value.ValueKind != JsonValueKind.String)
                continue;
            yield return value.GetString()!;
            if (property.Name == "iam_request_headers")
                foreach (var header in Values(Encoding.UTF8.GetString(value.GetBytesFromBase64())))
                    yield return header;
        }
    }

    private void Print(params object[] values)
    {
        foreach (var value in values)
            _printed.Enqueue(value + JsonSerializer.Serialize(value, value.GetType()));
    }

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => _printed.Enqueue($"{a.DisplayName} {string.Join(',', a.TagObjects)} {string.Join(',', a.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static string Canary(string odd) => odd + Convert.ToHexString(RandomNumberGenerator.GetBytes(20));

    private static IEnumerable<string> Pieces(IEnumerable<string> secrets) =>
        from secret in secrets
        from form in new[]
        {
            secret, Uri.EscapeDataString(secret), JsonSerializer.Serialize(secret).Trim('"'), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        }
        from start in Enumerable.Range(0, form.Length - PieceLength + 1)
        select form.Substring(start, PieceLength);

    /// <summary>What .NET's HTTP stack tells its own listeners.</summary>
    private sealed class EventTexts(ConcurrentQueue<string> printed) : EventListener
    {
        private readonly ConcurrentQueue<string>? _texts = printed;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name is "System.Net.Http" or "System.Net.Security" or "System.Net.Sockets")
                EnableEvents(eventSource, EventLevel.LogAlways);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            _texts?.Enqueue(eventData.EventName + string.Join(' ', eventData.Payload ?? (IEnumerable<object?>)[]));
    }
}

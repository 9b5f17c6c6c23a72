using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using JitAccess.Aws.Signing;
using JitAccess.Aws.Tests.Credentials;
using JitAccess.Aws.Tests.Identity;
using JitAccess.Aws.Tests.Permissions;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests;

/// <summary>Searches everything that can be printed or serialized for the secrets that went in.</summary>
public sealed class SecretCanaryTests
{
    private const string SecretKey = "canary+secret/key=0123456789abcdefghijklmno";
    private const string SessionToken = "canary+session/token==ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int PieceLength = 16;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task EverythingPrintable_HoldsNoSecret()
    {
        var options = new RdsIamOptions { Credentials = new SessionAWSCredentials("akid", SecretKey, SessionToken), Region = "eu-west-1" };
        var provider = new RdsIamCredentialProvider(options, _clock);
        var credential = await provider.GetCredentialAsync(Request("db1.abc123def456.eu-west-1.rds.amazonaws.com"), TestContext.Current.CancellationToken);
        var token = credential.RevealSecret();

        var printed = string.Join('\n', (string[])
        [
            provider.Identity.ToString(), credential.ToString(), options.ToString()!,
            new AwsSigningCredentials("akid", SecretKey, SessionToken, null).ToString(),
            JsonSerializer.Serialize(options), JsonSerializer.Serialize(credential), JsonSerializer.Serialize(provider),
            JsonSerializer.Serialize<object>(provider.Identity),
            (await Refused(provider, "my-nlb-1234.elb.us-east-2.amazonaws.com")).ToString(),
            (await Refused(provider, "db/?x")).ToString(),
        ]);

        foreach (var piece in Pieces([SecretKey, SessionToken, token[^64..]]))
            printed.ShouldNotContain(piece);
    }

    [Fact]
    public async Task FailureOfTheSource_NamesTheTypeOfTheCredentialsOnly()
    {
        var credentials = new GatedCredentials();
        credentials.Fail(new AmazonServiceException("denied") { StatusCode = HttpStatusCode.Forbidden, ErrorCode = "AccessDenied" });
        var provider = new RdsIamCredentialProvider(new RdsIamOptions { Credentials = credentials }, _clock);

        var error = await Refused(provider, "db1.abc123def456.eu-west-1.rds.amazonaws.com");

        error.Kind.ShouldBe(JitProviderErrorKind.Denied);
        error.Message.ShouldContain("the AWS credentials set in code (GatedCredentials)");
    }

    [Fact]
    public async Task RefusalsOfPolicy_HoldNoSecret()
    {
        using var map = new MapFile();
        var keys = new RdsIamOptions { Credentials = new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", SecretKey) };
        var workload = new RdsIamOptions { PermissionMap = map.Path, StsRegion = "eu-west-1" };
        workload.UseReason(_ => new($"{SecretKey}\n{SessionToken}")); // whatever a person may paste
        workload.UseWebIdentity(w =>
        {
            (w.RoleArn, w.Audience) = (IdentityScene.RoleArn, IdentityScene.Audience);
            w.UseToken(_ => new(SessionToken));
        });
        var withReason = new RdsIamCredentialProvider(workload, _clock);

        var printed = string.Join('\n', (string[])
        [
            (await Refused(new RdsIamCredentialProvider(keys, _clock), "db1.abc123def456.eu-west-1.rds.amazonaws.com")).ToString(),
            (await Refused(withReason, "db1.abc123def456.eu-west-1.rds.amazonaws.com")).ToString(),
            (await Refused(withReason, IdentityScene.Database.Host)).ToString(),
            withReason.Identity.ToString(), JsonSerializer.Serialize(keys), JsonSerializer.Serialize(workload), JsonSerializer.Serialize<object>(withReason.Identity),
        ]);

        printed.ShouldContain("long-lived access key");
        printed.ShouldContain("it knows no database at");
        printed.ShouldContain("the reason has U+000A as character 44");
        foreach (var piece in Pieces([SecretKey, SessionToken]))
            printed.ShouldNotContain(piece);
    }

    [Fact]
    public void Search_PlantedSecret_IsFound()
    {
        // Proves that the search above can fail.
        Pieces([SecretKey]).ShouldContain(piece => ("…" + Uri.EscapeDataString(SecretKey) + "…").Contains(piece));
        Pieces([SecretKey]).ShouldContain(piece => JsonSerializer.Serialize(new { SecretKey }).Contains(piece));
        Pieces([SecretKey]).ShouldContain(piece => Convert.ToBase64String(Encoding.UTF8.GetBytes(SecretKey)).Contains(piece));
    }

    private static IEnumerable<string> Pieces(IEnumerable<string> secrets) =>
        from secret in secrets
        from form in new[]
        {
            secret, Uri.EscapeDataString(secret), JsonSerializer.Serialize(secret).Trim('"'), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        }
        from start in Enumerable.Range(0, form.Length - PieceLength + 1)
        select form.Substring(start, PieceLength);

    private static async Task<JitProviderException> Refused(RdsIamCredentialProvider provider, string host) =>
        await Should.ThrowAsync<JitProviderException>(
            async () => await provider.GetCredentialAsync(Request(host), TestContext.Current.CancellationToken));

    private static JitCredentialRequest Request(string host) =>
        new() { DatabaseName = "orders", Endpoint = new JitEndpoint(host, 5432), UserName = "orders_app" };
}

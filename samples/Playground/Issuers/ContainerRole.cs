using System.Security.Cryptography;
using System.Text;
using JitAccess.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Playground.Web;

namespace Playground.Issuers;

/// <summary>The role of a container, as ECS and EKS hand its keys out: an address, and a file with what has to be shown there.</summary>
/// <remarks>Keys live so short that a token of the default life needs new ones: an outage here is an outage of the issuer, and shows.</remarks>
internal sealed class ContainerRole(RdsIamTokenVerifier verifier, TimeSpan tokenLifetime) : IAsyncDisposable
{
    // The AWS SDK takes keys with less than a minute left for ended.
    private static readonly TimeSpan SdkReserve = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jitaccess-role-"); // nobody else can look into it
    private readonly byte[] _authorization = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
    private LoopbackServer? _server;
    private RdsIamKey? _key;
    private int _refused;

    public bool IsDown { get; set; }

    /// <summary>Gets how often it was asked in vain.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public Uri Address => new(_server!.Address, "credentials");

    public string AuthorizationFile => Path.Combine(_folder.FullName, "authorization");

    /// <summary>Gets a file of AWS profiles without any: those of whoever runs the Playground must not sign.</summary>
    public string NoProfiles => Path.Combine(_folder.FullName, "no-aws-profiles");

    private TimeSpan KeyLifetime => SdkReserve + (1.5 * tokenLifetime);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(AuthorizationFile, _authorization, cancellationToken);
        await File.WriteAllTextAsync(NoProfiles, "", cancellationToken);
        _server = await LoopbackServer.StartAsync(
            0, Environments.Development, static _ => { }, app => app.MapGet("/credentials", (RequestDelegate)AnswerAsync), cancellationToken);
    }

    /// <summary>Makes all that was handed out worthless: whoever asks again gets other keys.</summary>
    public void Revoke()
    {
        if (Interlocked.Exchange(ref _key, null) is { } key)
            verifier.Revoke(key.AccessKeyId);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()), _authorization))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (IsDown)
        {
            Interlocked.Increment(ref _refused);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(RoleKeys.Json(Key(), TimeProvider.System.GetUtcNow() + KeyLifetime), context.RequestAborted);
    }

    /// <summary>The same key until it is revoked; what ends is what was handed out.</summary>
    private RdsIamKey Key()
    {
        if (Volatile.Read(ref _key) is { } current)
            return current;
        var key = RdsIamKey.Generate(withSessionToken: true);
        verifier.Add(key);
        return Interlocked.CompareExchange(ref _key, key, null) ?? key;
    }
}

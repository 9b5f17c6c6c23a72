using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using JitAccess.Testing.Internal;
using JitAccess.Testing.Internal.Http;
using Microsoft.Extensions.Logging;

namespace JitAccess.Testing;

/// <summary>Decides PostgreSQL logins as RDS does: a stock server hands it the token, and it verifies it.</summary>
/// <remarks>
/// PostgreSQL's <c>ldap</c> method asks the client for a clear-text password and binds with it, so the token arrives here byte for byte. Whoever
/// wants to bind needs the random suffix that only our <c>pg_hba</c> lines know. A refusal reaches the client as SQLSTATE 28000, as on RDS.
/// </remarks>
public sealed class RdsIamAuthenticator : IAsyncDisposable
{
    private const string UserPrefix = "user=";

    private readonly TcpListener _listener;
    private readonly IPEndPoint _endpoint;
    private readonly ILogger _logger;
    private readonly string _suffix = $",jit={Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<RdsIamVerdict, int> _counts = new();
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;
    private int _stopped;

    private RdsIamAuthenticator(RdsIamAuthenticatorOptions options)
    {
        Verifier = new RdsIamTokenVerifier(options.TokenEndpoint, options.Region, options.TimeProvider) { AllowedClockSkew = options.AllowedClockSkew };
        _logger = options.LoggerFactory.CreateLogger<RdsIamAuthenticator>();
        _listener = new TcpListener(options.ListenAddress, 0);
        _listener.Start();
        _endpoint = (IPEndPoint)_listener.LocalEndpoint; // asked now: it is forgotten once we stop
        _accepting = AcceptAsync();
    }

    /// <summary>Gets what judges the tokens; keys are added and revoked there.</summary>
    public RdsIamTokenVerifier Verifier { get; }

    /// <summary>Gets the port it listens on.</summary>
    public int Port => _endpoint.Port;

    /// <summary>Gets or sets a value indicating whether it answers as an authenticator that is out of order: PostgreSQL then refuses every token.</summary>
    public bool IsUnavailable { get; set; }

    /// <summary>Starts an authenticator.</summary>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException"><see cref="RdsIamAuthenticatorOptions.ListenAddress"/> is "any".</exception>
    public static RdsIamAuthenticator Start(RdsIamAuthenticatorOptions? options = null)
    {
        options ??= new RdsIamAuthenticatorOptions();
        EmulatorServer.RefuseAny(options.ListenAddress, "Tokens arrive in clear text");
        return new RdsIamAuthenticator(options);
    }

    /// <summary>Returns how many logins ended with a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    public int Count(RdsIamVerdict verdict) => _counts.GetValueOrDefault(verdict);

    /// <summary>Returns the <c>pg_hba</c> lines that make a member of <c>rds_iam</c> bring a token, over TLS only.</summary>
    /// <param name="ldapServer">The name by which PostgreSQL reaches this authenticator; the default is the address it listens on.</param>
    public IReadOnlyList<string> HbaLines(string? ldapServer = null) =>
    [
        $"hostssl all +rds_iam all ldap ldapserver={ldapServer ?? ListenHost} ldapport={Port} " +
            $"ldapprefix=\"{UserPrefix}\" ldapsuffix=\"{_suffix}\"",
        "host    all +rds_iam all reject",
    ];

    /// <summary>Stops listening and ends open connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private string ListenHost => _endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{_endpoint.Address}]" : _endpoint.Address.ToString();

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                continue; // one failed accept is that client's; stopping ends the loop
            }

            var connection = new LdapConnection(socket, Bind, TimeProvider.System, _logger).RunAsync(_stopping.Token);
            _connections.TryAdd(connection, 0);
            _ = connection.ContinueWith(
                t => _connections.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private LdapResultCode Bind(string name, ReadOnlySpan<byte> password)
    {
        if (IsUnavailable)
            return LdapResultCode.Unavailable;

        var bytes = Encoding.UTF8.GetBytes(name);
        var suffix = Encoding.UTF8.GetBytes(_suffix);
        if (bytes.Length <= suffix.Length || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(bytes.Length - suffix.Length), suffix) ||
            !name.StartsWith(UserPrefix, StringComparison.Ordinal))
        {
            Log.ForeignBind(_logger);
            return LdapResultCode.InvalidCredentials;
        }

        // Taken off as plain text: PostgreSQL does not escape the name, so it must not be read as a distinguished name.
        var user = name[UserPrefix.Length..^_suffix.Length];
        var verdict = password.IsEmpty ? RdsIamVerdict.Malformed : Verifier.Verify(Encoding.UTF8.GetString(password), user);
        _counts.AddOrUpdate(verdict, 1, static (_, count) => count + 1);
        if (verdict == RdsIamVerdict.Valid)
        {
            Log.Accepted(_logger, user);
            return LdapResultCode.Success;
        }

        Log.Refused(_logger, user, verdict);
        return LdapResultCode.InvalidCredentials;
    }
}

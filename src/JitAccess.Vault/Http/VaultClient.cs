using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using JitAccess.Vault.Internal;
using JitAccess.Vault.Json;

namespace JitAccess.Vault.Http;

/// <summary>Sends one request and reads its answer: no retry, no cache, one hop of a redirect to an address that is configured.</summary>
internal sealed class VaultClient : IDisposable
{
    private static readonly string UserAgent =
        $"JitAccess.Vault/{typeof(VaultClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly HashSet<string> _authorities;
    private readonly string? _serverName;
    private readonly string _clientCertificate;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly LostAnswers _lost;
    private string? _index;

    public VaultClient(VaultOptions options, TimeProvider time, LostAnswers lost)
    {
        _address = VaultAddress.Parse(options.Address!);
        _authorities = new HashSet<string>(
            options.AdditionalAddresses.Append(options.Address!).Select(a => VaultAddress.Parse(a).Authority), StringComparer.OrdinalIgnoreCase);
        _serverName = options.ServerName;
        _clientCertificate = options.ClientCertificateFile is { } file
            ? $"{nameof(VaultOptions.ClientCertificateFile)} is '{file}'"
            : $"{nameof(VaultOptions.ClientCertificateFile)} is not set";
        _timeout = options.RequestTimeout;
        _time = time;
        _lost = lost;
        _http = new HttpMessageInvoker(VaultHandler.Create(options, _address));
    }

    /// <summary>Gets where Vault is, for messages.</summary>
    public string Address => _address.ToString().TrimEnd('/');

    public void Dispose() => _http.Dispose();

    /// <exception cref="JitProviderException">There was no answer, or none of Vault's.</exception>
    public async Task<VaultAnswer> SendAsync(VaultCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var target = new Uri(_address, "v1/" + call.Path);
            for (var hop = 0; ; hop++)
            {
                using var request = CreateRequest(call, target);
                using var response = await _http.SendAsync(request, both.Token).ConfigureAwait(false);
                if (Next(call, target, response, hop) is { } next)
                {
                    target = next;
                    continue;
                }

                return await ReadAsync(call, response, both.Token).ConfigureAwait(false);
            }
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(call, e);
        }
        catch (IOException e)
        {
            _lost.Report(call, Address);
            throw Broken(call, "the connection broke before its answer was complete", e);
        }
        catch (InvalidDataException e)
        {
            _lost.Report(call, Address);
            throw Broken(call, $"its answer is longer than {BoundedBody.MaxLength} bytes, so it is not Vault that answers; check Address", e);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !both.IsCancellationRequested)
        {
            throw Broken(call, $"no connection was made within {_timeout.TotalSeconds:0.#} s; check address and firewall", e);
        }
        catch (OperationCanceledException e)
        {
            _lost.Report(call, Address);
            if (cancellationToken.IsCancellationRequested)
                throw;
            throw Broken(call, $"it did not answer within {_timeout.TotalSeconds:0.#} s", e);
        }
    }

    private HttpRequestMessage CreateRequest(VaultCall call, Uri target)
    {
        // A GET has an empty body too. Without one, .NET repeats a request whose connection ended before the first byte of an answer, up to
        // three times; each of them may have created a database user.
        var request = new HttpRequestMessage(call.IsPost ? HttpMethod.Post : HttpMethod.Get, target)
        {
            Content = new ByteArrayContent(call.Body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(call.Body, VaultJson.Default.VaultBody)),
        };
        if (call.Body is not null)
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Host = _serverName; // the name that TLS verifies, too
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("X-Vault-Request", "true");
        if (call.Namespace is not null)
            request.Headers.TryAddWithoutValidation("X-Vault-Namespace", call.Namespace);
        if (call.Token is not null)
            request.Headers.TryAddWithoutValidation("X-Vault-Token", call.Token);

        // Read after write: a node that has not yet seen what the last answer came from passes the request on to one that has.
        if (Volatile.Read(ref _index) is { } index)
        {
            request.Headers.TryAddWithoutValidation("X-Vault-Index", index);
            request.Headers.TryAddWithoutValidation("X-Vault-Inconsistent", "forward-active-node");
        }

        return request;
    }

    /// <summary>Returns where a redirect leads, if it may be followed.</summary>
    private Uri? Next(VaultCall call, Uri target, HttpResponseMessage response, int hop)
    {
        if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            return null;
        if (response.Headers.Location is not { } location || hop > 0)
            throw Redirected(call, "and another redirect followed, or led nowhere: its nodes are choosing a leader");

        var next = new Uri(target, location);
        if (next.Scheme != target.Scheme || next.UserInfo.Length > 0 || !_authorities.Contains(next.Authority))
            throw Redirected(call,
                $"to '{ServerText.Clean($"{next.Scheme}://{next.Authority}", Secrets(call))}', which is not followed: token and body go only to "
                + $"configured addresses of the same scheme. If that node is yours, add it to {nameof(VaultOptions.AdditionalAddresses)}");
        return next;
    }

    private async Task<VaultAnswer> ReadAsync(VaultCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Headers.TryGetValues("X-Vault-Index", out var indexes) && indexes.FirstOrDefault() is { Length: > 0 } index)
            Volatile.Write(ref _index, index);
        var bytes = await BoundedBody.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        var answer = VaultAnswers.Read(response, bytes, _time.GetUtcNow());
        if (answer.MayHideSuccess)
            _lost.Report(call, Address);
        return answer;
    }

    private JitProviderException Unreachable(VaultCall call, HttpRequestException e)
    {
        if (TlsRefusal.IsIn(e))
            return new JitProviderException(
                JitProviderErrorKind.Misconfigured,
                $"TLS with Vault at {Address} failed. Likely causes: its certificate comes from an authority that is not trusted here (set "
                + $"{nameof(VaultOptions.CaCertificateFile)}), is for another name (set {nameof(VaultOptions.ServerName)}), has expired, or Vault "
                + $"wants a client's certificate from an authority that it trusts ({_clientCertificate}).", e);
        if (e.HttpRequestError is HttpRequestError.NameResolutionError)
            return Broken(call, "its name can't be resolved", e);
        if (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
            return Broken(call, "no connection could be made; check that it runs, and the firewall", e);

        // TLS 1.3 lets a client speak before the server has looked at its certificate, and of the refusal often nothing arrives.
        _lost.Report(call, Address);
        return Broken(
            call, "the connection broke before its answer was complete"
            + (_address.Scheme == Uri.UriSchemeHttps ? $"; a Vault that wants a client's certificate refuses so too ({_clientCertificate})" : ""), e);
    }

    private JitProviderException Broken(VaultCall call, string what, Exception e) => new(
        JitProviderErrorKind.Transient,
        $"Vault at {Address} was asked to {call.Purpose} ({call.MethodName} {call.Path}): {what}."
        + (call.CreatesUserFor is null ? "" : " The request is not repeated here, for it may have created a user, which would end with its lease."),
        e);

    private JitProviderException Redirected(VaultCall call, string where) => new(
        JitProviderErrorKind.Transient,
        $"Vault at {Address} was asked to {call.Purpose} ({call.MethodName} {call.Path}) and redirected the request {where}.");

    private static IEnumerable<string?> Secrets(VaultCall call) => call.Secrets.Append(call.Token);
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using JitAccess.Aws.SignIn;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.Aws.Tests.Identity;

/// <summary>What anybody on this machine can send to the address that the browser returns to.</summary>
public sealed class RedirectReceiverTests : IDisposable
{
    private const string State = "c3RhdGUtb2YtMjU2LWJpdHMtd2hpY2gtbm9ib2R5LWtub3dz";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly RedirectReceiver _receiver = new(State, new FakeTimeProvider()); // whose clock stands: a busy machine cuts no request off

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _receiver.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task Code_WithTheState_IsReceived()
    {
        var waiting = _receiver.ReceiveAsync(Cancellation);

        (await GetAsync($"?code=the-code&state={State}")).ShouldBe(HttpStatusCode.OK);

        (await waiting).ShouldBe("the-code");
        _receiver.Address.Host.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task WrongStates_InAFlood_NeitherSucceedNorEndTheWait()
    {
        var waiting = _receiver.ReceiveAsync(Cancellation);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => GetAsync($"?code=evil{n}&state={State[..^1]}{(char)('A' + (n % 26))}")));

        answers.ShouldAllBe(a => a == HttpStatusCode.BadRequest);
        waiting.IsCompleted.ShouldBeFalse();
        await GetAsync($"?code=right&state={State}");
        (await waiting).ShouldBe("right");
    }

    [Theory]
    [InlineData("?code=evil")]
    [InlineData("?code=evil&state=")]
    [InlineData($"?code=evil&state={State}&state={State}")]
    [InlineData($"?code=evil&state={State}x")]
    [InlineData("?error=access_denied&state=wrong")]
    public async Task State_ThatIsNotExactlyTheOne_IsRefused(string query)
    {
        var waiting = _receiver.ReceiveAsync(Cancellation);

        (await GetAsync(query)).ShouldBe(HttpStatusCode.BadRequest);

        waiting.IsCompleted.ShouldBeFalse();
        await GetAsync($"?code=right&state={State}");
        (await waiting).ShouldBe("right");
    }

    [Theory]
    [InlineData("GET", "/", null)]
    [InlineData("GET", "/oauth/callback/", null)]
    [InlineData("GET", "/OAuth/callback", null)]
    [InlineData("POST", "/oauth/callback", null)]
    [InlineData("GET", "/oauth/callback", "localhost")]
    [InlineData("GET", "/oauth/callback", "evil.example.com")]
    [InlineData("GET", "/oauth/callback", "127.0.0.1")]
    public async Task Request_ForSomethingElse_IsNotFound(string method, string path, string? host)
    {
        var waiting = _receiver.ReceiveAsync(Cancellation);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_receiver.Address, $"{path}?code=evil&state={State}"));
        request.Headers.Host = host;
        using var answer = await _http.SendAsync(request, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        waiting.IsCompleted.ShouldBeFalse();
        await GetAsync($"?code=right&state={State}");
        (await waiting).ShouldBe("right");
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("GET / HTTP/9\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    public async Task Bytes_ThatAreNoRequest_HarmNobody(string text)
    {
        var waiting = _receiver.ReceiveAsync(Cancellation);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, _receiver.Address.Port, Cancellation);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancellation);
        }

        await GetAsync($"?code=right&state={State}");
        (await waiting).ShouldBe("right");
    }

    [Fact]
    public async Task Request_WithoutEnd_IsCutOff()
    {
        var waiting = _receiver.ReceiveAsync(Cancellation);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _receiver.Address.Port, Cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /" + new string('a', 20_000)), Cancellation);

        var answer = new byte[64];
        var read = await client.GetStream().ReadAsync(answer, Cancellation);

        Encoding.ASCII.GetString(answer, 0, read).ShouldStartWith("HTTP/1.1 404");
        await GetAsync($"?code=right&state={State}");
        (await waiting).ShouldBe("right");
    }

    [Fact]
    public async Task Second_Code_ComesTooLate()
    {
        var waiting = _receiver.ReceiveAsync(Cancellation);
        await GetAsync($"?code=right&state={State}");
        await waiting;
        _receiver.Dispose();

        await Should.ThrowAsync<HttpRequestException>(() => GetAsync($"?code=late&state={State}"));
    }

    [Fact]
    public async Task Error_WithTheState_EndsTheWaitAndIsCleaned()
    {
        var waiting = _receiver.ReceiveAsync(Cancellation);

        await GetAsync($"?error=access_denied%0aFAKE%20LOG%20LINE&state={State}");

        (await Should.ThrowAsync<JitProviderException>(() => waiting)).Message.ShouldBe("The sign-in was refused (access_denied FAKE LOG LINE).");
    }

    private async Task<HttpStatusCode> GetAsync(string query)
    {
        using var answer = await _http.GetAsync(new Uri(_receiver.Address + query), Cancellation);
        return answer.StatusCode;
    }
}

using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace JitAccess.IntegrationTests.Load;

/// <summary>What a restart excuses; a rule that excused more would let the soak pass whatever happens.</summary>
public sealed class RestartLogTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown, true)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, true)]
    [InlineData(PostgresErrorCodes.InvalidAuthorizationSpecification, false)]
    [InlineData(PostgresErrorCodes.InvalidPassword, false)]
    [InlineData(PostgresErrorCodes.TooManyConnections, false)]
    public async Task Excuse_ServersAnswerDuringARestart_OnlyWhatSaysThatItStops(string sqlState, bool expected)
    {
        var (log, during, _) = await RestartAsync();

        log.Excuse(during, during, new PostgresException("", "FATAL", "FATAL", sqlState)).ShouldBe(expected ? RestartExcuse.ServerAway : null);
    }

    [Fact]
    public async Task Excuse_LostConnection_OnlyIfTheOperationOverlapped()
    {
        var (log, during, after) = await RestartAsync();
        var lost = new NpgsqlException("", new IOException("", new SocketException((int)SocketError.ConnectionReset)));

        log.Excuse(0, during, lost).ShouldBe(RestartExcuse.InFlight);
        log.Excuse(0, after, lost).ShouldBe(RestartExcuse.InFlight);
        log.Excuse(during, after, lost).ShouldBe(RestartExcuse.ServerAway);
        log.Excuse(after, after, lost).ShouldBeNull();
    }

    [Fact]
    public async Task Excuse_OwnExceptionDuringARestart_Never()
    {
        var (log, during, _) = await RestartAsync();

        log.Excuse(during, during, new NpgsqlException("", new JitConfigurationException("wrong"))).ShouldBeNull();
        log.Excuse(during, during, new NpgsqlException("", new TimeoutException())).ShouldBeNull();
    }

    private async Task<(RestartLog Log, long During, long After)> RestartAsync()
    {
        var log = new RestartLog(_time);
        _time.Advance(TimeSpan.FromSeconds(1));
        var during = 0L;
        await log.RestartAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            during = _time.GetTimestamp();
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        });
        _time.Advance(TimeSpan.FromSeconds(1));
        return (log, during, _time.GetTimestamp());
    }
}

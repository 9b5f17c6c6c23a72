using System.Diagnostics;
using JitAccess.Internal.Rotation;
using Npgsql;

namespace JitAccess.Internal;

/// <summary>Answers Npgsql when a server asks for a password: from memory, or by waiting a bounded time for the first credential.</summary>
internal sealed class PasswordProvider(
    string database, IReadOnlyList<ConnectionRoute> routes, TimeSpan maxWait, LoginObserver observer)
{
    /// <summary>Gets what the transport gate decided; a connection that travels otherwise gets nothing.</summary>
    public required TransportSettings Transport { get; init; }

    /// <summary>Gets what changes the user name, where the provider does.</summary>
    public UserNameRotation? Rotation { get; init; }

    /// <summary>Gets a value indicating whether physical opens are kept out of traces.</summary>
    public bool HidesOpens { get; init; }

    /// <summary>Makes the application's connections ask here.</summary>
    public void Serve(NpgsqlDataSourceBuilder builder) => builder.UsePasswordProvider(Provide, ProvideAsync);

    /// <summary>Makes connections of our own ask here, whose name nobody changes.</summary>
    /// <param name="builder">What builds them.</param>
    /// <param name="asked">Hears of the settings that Npgsql hands over.</param>
    public void ServeOwn(NpgsqlDataSourceBuilder builder, Action<NpgsqlConnectionStringBuilder>? asked) => builder.UsePasswordProvider(
        settings =>
        {
            asked?.Invoke(settings);
            return Provide(settings, isOwn: true);
        },
        (settings, cancellationToken) =>
        {
            asked?.Invoke(settings);
            return ProvideAsync(settings, isOwn: true, cancellationToken);
        });

    public string Provide(NpgsqlConnectionStringBuilder settings) => Provide(settings, isOwn: false);

    public ValueTask<string> ProvideAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken) =>
        ProvideAsync(settings, isOwn: false, cancellationToken);

    /// <summary>Takes note that a server refused a user without asking here. Which of several hosts it was nobody says; the first stands for all.</summary>
    public void RefusedUnasked(HeldUser user, Activity open, string sqlState) =>
        observer.Refused(routes[0], user.Snapshot, sqlState, ServerAnswerReader.Read(open));

    private string Provide(NpgsqlConnectionStringBuilder settings, bool isOwn)
    {
        var route = RouteOf(settings);
        var sent = isOwn ? Rotation!.Named(settings) : Rotation?.SentBy(settings);
        if (sent is not null && Rotation!.IsServedByItsOwn(sent))
            return Hand(route, settings, sent, sent.Snapshot);
        return Hand(route, settings, sent, route.Engine.ReadForOpen(maxWait));
    }

    private ValueTask<string> ProvideAsync(NpgsqlConnectionStringBuilder settings, bool isOwn, CancellationToken cancellationToken)
    {
        var route = RouteOf(settings);
        var sent = isOwn ? Rotation!.Named(settings) : Rotation?.SentBy(settings);
        if (sent is not null && Rotation!.IsServedByItsOwn(sent))
            return new ValueTask<string>(Hand(route, settings, sent, sent.Snapshot));
        var read = route.Engine.ReadForOpenAsync(maxWait, cancellationToken);
        return read.IsCompletedSuccessfully
            ? new ValueTask<string>(Hand(route, settings, sent, read.GetAwaiter().GetResult()))
            : Wait(read);

        async ValueTask<string> Wait(ValueTask<JitCredentialSnapshot> pending) => Hand(route, settings, sent, await pending.ConfigureAwait(false));
    }

    private ConnectionRoute RouteOf(NpgsqlConnectionStringBuilder settings)
    {
        var address = new JitEndpoint(settings.Host!.Trim('[', ']'), settings.Port);
        foreach (var route in routes)
            if (route.Connect == address)
                return route;

        throw new JitConfigurationException(
            $"Database '{database}' was asked for a credential for {address}, which its connection string did not dial when it was built. " +
            "Nothing was sent.");
    }

    /// <summary>The last gate before a secret leaves: it goes only with the name, and to the endpoint, that it was minted for.</summary>
    private string Hand(ConnectionRoute route, NpgsqlConnectionStringBuilder settings, HeldUser? sent, JitCredentialSnapshot snapshot)
    {
        var userName = settings.Username;
        if (sent is not null) // the name that this open has sent, which the settings may say no more
            (userName, snapshot) = (sent.Name, Rotation!.Pair(sent, snapshot));
        var credential = snapshot.Credential;
        if (credential.UserName != userName || (route.Engine.Key.Endpoint is { } signed && signed != route.Token))
            throw new JitConfigurationException(
                $"Database '{database}' logs in to {route.Connect} as '{userName}', but holds a credential of '{credential.UserName}' " +
                $"for {route.Engine.Key}. Nothing was sent.");
        if (TransportSettings.Of(settings) is var now && now != Transport)
            throw new JitConfigurationException(
                $"Database '{database}' was checked with {Transport}, and its data source uses {now}. Nothing was sent. Change the connection " +
                "string before JitAccess is added to the builder, not after.");

        observer.Sent();
        if (PhysicalOpenListener.CurrentOpen is { } open)
        {
            new LoginAttempt(route, snapshot, observer).AttachTo(open);
            if (HidesOpens)
                PhysicalOpenListener.Hide(open);
        }

#pragma warning disable RS0030 // The password provider: the one place from which a secret goes to the driver.
        return credential.RevealSecret();
#pragma warning restore RS0030
    }
}

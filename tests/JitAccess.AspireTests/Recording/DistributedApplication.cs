using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Hands the model to the test on the same thread, where the real one would run it.</summary>
/// <remarks>
/// In this folder is what apphost.cs uses of Aspire.Hosting 13.5.2, and no member more: names and shapes that were checked against that version. It keeps what
/// it is told instead of running it. A name that is missing here does not compile in apphost.cs, so a test fails.
/// </remarks>
public sealed class DistributedApplication
{
    [ThreadStatic]
    private static Action<IReadOnlyList<Resource>>? _run;

    private readonly IReadOnlyList<Resource> _resources;

    private DistributedApplication(IReadOnlyList<Resource> resources) => _resources = resources;

    public static IDistributedApplicationBuilder CreateBuilder(string[] args)
    {
        if (args.Length != 0)
            throw new ArgumentException("The test gives none.", nameof(args));
        return new Builder();
    }

    public void Run() => (_run ?? throw new InvalidOperationException("Nobody is there to be told."))(_resources);

    internal static void Record(Action program, Action<IReadOnlyList<Resource>> run)
    {
        _run = run;
        try
        {
            program();
        }
        finally
        {
            _run = null;
        }
    }

    private sealed class Builder : IDistributedApplicationBuilder
    {
        private readonly List<Resource> _resources = [];

        public ICollection<Resource> Resources => _resources;

        public DistributedApplication Build() => new(_resources);
    }
}

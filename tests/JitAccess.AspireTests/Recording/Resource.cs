namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource and all that was said of it.</summary>
public abstract class Resource(string name) : IResource
{
    public string Name { get; } = name;

    public Dictionary<string, object> Environment { get; } = [];

    public List<string> Arguments { get; } = [];

    public Dictionary<string, RecordedEndpoint> Endpoints { get; } = [];

    public List<RecordedCommand> Commands { get; } = [];

    public Dictionary<string, string> Files { get; } = [];

    public List<string> RuntimeArguments { get; } = [];

    public List<(IResource Of, bool Completion)> Waits { get; } = [];

    /// <summary>Gets what was handed over by WithReference.</summary>
    public List<IResourceWithConnectionString> References { get; } = [];

    public string? HealthPath { get; set; }

    public bool StartsOnDemand { get; set; }
}

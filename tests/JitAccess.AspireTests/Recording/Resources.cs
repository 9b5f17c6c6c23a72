namespace Aspire.Hosting.ApplicationModel;

public interface IResource
{
    string Name { get; }
}

public interface IResourceWithConnectionString : IResource;

public interface IProjectMetadata
{
    string ProjectPath { get; }
}

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

/// <summary>An endpoint.</summary>
/// <param name="Scheme">Its scheme.</param>
/// <param name="TargetPort">The port in the container, if it is fixed.</param>
/// <param name="Variable">The variable that tells the program its port.</param>
public sealed record RecordedEndpoint(string Scheme, int? TargetPort, string? Variable);

public sealed record RecordedCommand(string Path, string DisplayName, string? Endpoint);

public class ContainerResource(string name) : Resource(name)
{
    public string? Image { get; init; }

    public string? Entrypoint { get; set; }
}

public sealed class ProjectResource(string name, string projectPath) : Resource(name)
{
    public string ProjectPath { get; } = projectPath;
}

public sealed class ParameterResource(string name, bool isSecret) : Resource(name), IExpressionValue
{
    public bool Secret { get; } = isSecret;
}

public sealed class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    public PostgresServerResource(string name)
        : base(name)
    {
        (Host, Port) = (new(this, nameof(Host)), new(this, nameof(Port)));
        UserNameReference = ReferenceExpression.Of(new EndpointReferenceExpression(this, "UserName"));
        PasswordParameter = new($"{name}-password", isSecret: true);
    }

    public EndpointReferenceExpression Host { get; }

    public EndpointReferenceExpression Port { get; }

    public ReferenceExpression UserNameReference { get; }

    public ParameterResource PasswordParameter { get; }
}

public sealed class PostgresDatabaseResource(string name, PostgresServerResource parent) : Resource(name), IResourceWithConnectionString
{
    public PostgresServerResource Parent { get; } = parent;

    public string DatabaseName => Name;
}

public sealed class ConnectionStringResource(string name, ReferenceExpression connectionString) : Resource(name), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionString { get; } = connectionString;
}

public sealed class GenerateParameterDefault
{
    public int MinLength { get; set; }

    public bool Special { get; set; } = true;
}

public sealed class HttpCommandOptions
{
    public string? ConfirmationMessage { get; set; }

    public string? IconName { get; set; }
}

public interface IResourceBuilder<out T>
    where T : IResource
{
    T Resource { get; }
}

namespace Aspire.Hosting.ApplicationModel;

public sealed class ProjectResource(string name, string projectPath) : Resource(name)
{
    public string ProjectPath { get; } = projectPath;
}

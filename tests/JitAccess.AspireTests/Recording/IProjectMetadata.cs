namespace Aspire.Hosting.ApplicationModel;

public interface IProjectMetadata
{
    string ProjectPath { get; }
}

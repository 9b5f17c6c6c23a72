namespace Aspire.Hosting.ApplicationModel;

public sealed record RecordedCommand(string Path, string DisplayName, string? Endpoint);

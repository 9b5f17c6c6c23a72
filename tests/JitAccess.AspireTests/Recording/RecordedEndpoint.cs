namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint.</summary>
/// <param name="Scheme">Its scheme.</param>
/// <param name="TargetPort">The port in the container, if it is fixed.</param>
/// <param name="Variable">The variable that tells the program its port.</param>
public sealed record RecordedEndpoint(string Scheme, int? TargetPort, string? Variable);

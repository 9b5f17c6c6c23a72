namespace Aspire.Hosting.ApplicationModel;

public sealed record EndpointReference(Resource Owner, string EndpointName) : IExpressionValue;

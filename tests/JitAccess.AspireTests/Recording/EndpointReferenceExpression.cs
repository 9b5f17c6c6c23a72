namespace Aspire.Hosting.ApplicationModel;

public sealed record EndpointReferenceExpression(Resource Owner, string Property) : IExpressionValue;

namespace Aspire.Hosting.ApplicationModel;

public sealed class ParameterResource(string name, bool isSecret) : Resource(name), IExpressionValue
{
    public bool Secret { get; } = isSecret;
}

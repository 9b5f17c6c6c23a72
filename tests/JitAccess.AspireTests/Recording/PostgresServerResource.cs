namespace Aspire.Hosting.ApplicationModel;

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

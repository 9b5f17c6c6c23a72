using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The <c>Add…</c> methods.</summary>
public static class BuilderExtensions
{
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name) =>
        builder.Add(new PostgresServerResource(name));

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name) =>
        new Recorded<PostgresDatabaseResource>(new(name, builder.Resource));

    public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image, string tag) =>
        builder.Add(new ContainerResource(name) { Image = $"{image}:{tag}" });

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() =>
        builder.Add(new ProjectResource(name, new TProject().ProjectPath));

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, GenerateParameterDefault value, bool secret = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value.MinLength, 16);
        return builder.Add(new ParameterResource(name, secret));
    }

    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression) =>
        builder.Add(new ConnectionStringResource(name, connectionStringExpression));

    private static Recorded<T> Add<T>(this IDistributedApplicationBuilder builder, T resource)
        where T : Resource
    {
        builder.Resources.ShouldNotContain(r => r.Name == resource.Name, $"two resources are called {resource.Name}");
        builder.Resources.Add(resource);
        return new Recorded<T>(resource);
    }

    private sealed record Recorded<T>(T Resource) : IResourceBuilder<T>
        where T : IResource;
}

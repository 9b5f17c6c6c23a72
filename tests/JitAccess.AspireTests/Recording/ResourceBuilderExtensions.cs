using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The <c>With…</c> and <c>Wait…</c> methods.</summary>
public static class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : Resource => builder.Set(name, value ?? "");

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IExpressionValue value)
        where T : Resource => builder.Set(name, value);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : Resource => builder.Set(name, parameter.Resource);

    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithConnectionString> source, string connectionName)
        where T : Resource
    {
        builder.Resource.References.Add(source.Resource);
        return builder.Set($"ConnectionStrings__{connectionName}", source.Resource is ConnectionStringResource named ? named.ConnectionString : source.Resource);
    }

    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : Resource => builder.Do(r => r.Arguments.AddRange(args));

    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? targetPort = null, string? name = null, string? env = null)
        where T : Resource => builder.Do(r => r.Endpoints.Add(name ?? "http", new("http", targetPort, env)));

    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, string scheme, string name, string env)
        where T : Resource => builder.Do(r => r.Endpoints.Add(name, new(scheme, null, env)));

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : Resource
    {
        builder.Resource.Endpoints.Keys.ShouldContain(name, $"{builder.Resource.Name} has no such endpoint");
        return new EndpointReference(builder.Resource, name);
    }

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string path, string endpointName)
        where T : Resource
    {
        builder.GetEndpoint(endpointName);
        return builder.Do(r => r.HealthPath = path);
    }

    public static IResourceBuilder<T> WithHttpCommand<T>(
        this IResourceBuilder<T> builder, string path, string displayName, string endpointName, HttpCommandOptions commandOptions)
        where T : Resource
    {
        builder.GetEndpoint(endpointName);
        commandOptions.IconName.ShouldNotBeNullOrEmpty();
        return builder.Do(r => r.Commands.Add(new(path, displayName, endpointName)));
    }

    public static IResourceBuilder<PostgresServerResource> WithInitFiles(this IResourceBuilder<PostgresServerResource> builder, string source) =>
        builder.WithContainerFiles("/docker-entrypoint-initdb.d", source);

    public static IResourceBuilder<T> WithContainerFiles<T>(this IResourceBuilder<T> builder, string destinationPath, string sourcePath)
        where T : ContainerResource => builder.Do(r => r.Files.Add(destinationPath, sourcePath));

    public static IResourceBuilder<T> WithContainerRuntimeArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : ContainerResource => builder.Do(r => r.RuntimeArguments.AddRange(args));

    public static IResourceBuilder<T> WithEntrypoint<T>(this IResourceBuilder<T> builder, string entrypoint)
        where T : ContainerResource => builder.Do(r => r.Entrypoint = entrypoint);

    public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> parent)
        where T : Resource => builder.Do(_ => ArgumentNullException.ThrowIfNull(parent));

    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder)
        where T : Resource => builder.Do(static r => r.StartsOnDemand = true);

    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : Resource => builder.Do(r => r.Waits.Add((dependency.Resource, false)));

    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : Resource => builder.Do(r => r.Waits.Add((dependency.Resource, true)));

    private static IResourceBuilder<T> Set<T>(this IResourceBuilder<T> builder, string name, object value)
        where T : Resource => builder.Do(r => r.Environment.Add(name, value)); // a name that is set twice throws

    private static IResourceBuilder<T> Do<T>(this IResourceBuilder<T> builder, Action<T> what)
        where T : Resource
    {
        what(builder.Resource);
        return builder;
    }
}

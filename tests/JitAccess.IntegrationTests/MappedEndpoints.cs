using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JitAccess.IntegrationTests;

internal static class MappedEndpoints
{
    /// <summary>Returns the patterns of the routes that an application has mapped.</summary>
    public static IEnumerable<string> GetEndpoints(this IServiceProvider services) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText ?? "");
}

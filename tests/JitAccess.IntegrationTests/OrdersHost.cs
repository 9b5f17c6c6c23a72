using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace JitAccess.IntegrationTests;

/// <summary>A host as an application builds it: configuration, one AddJitDatabase, nothing else.</summary>
internal static class OrdersHost
{
    public static HostApplicationBuilder Create(
        TestServer server, FakeTimeProvider? time = null, string? connectionStringAddition = null, AWSCredentials? credentials = null)
    {
        var host = Host.CreateEmptyApplicationBuilder(null);
        host.Configuration["ConnectionStrings:orders"] = server.ConnectionString(connectionStringAddition);
        host.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Connect"] = server.Connect.ToString();
        host.Configuration["JitAccess:Databases:orders:TokenEndpoints:0:Token"] = server.Token.ToString();
        if (time is not null)
            host.Services.AddSingleton<TimeProvider>(time);
        host.AddJitDatabase("orders", db => db.UseRdsIam(rds => rds.Credentials = credentials ?? TestServer.Credentials(server.Key)));
        return host;
    }

    public static async Task<IHost> StartAsync(HostApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}

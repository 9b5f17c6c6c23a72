using JitAccess;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers databases on a host's builder; the same face as on its services.</summary>
public static class JitDatabaseHostApplicationBuilderExtensions
{
    /// <summary>Registers a database; see <see cref="JitDatabaseServiceCollectionExtensions.AddJitDatabase"/>.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">The name of the connection string and of the section <c>JitAccess:Databases:{name}</c>.</param>
    /// <param name="configure">Says who mints, such as <c>db => db.UseRdsIam()</c>.</param>
    public static IHostApplicationBuilder AddJitDatabase(
        this IHostApplicationBuilder builder, string name, Action<JitDatabaseBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddJitDatabase(name, configure);
        return builder;
    }

    /// <summary>Registers a database; see <see cref="JitDatabaseServiceCollectionExtensions.AddKeyedJitDatabase"/>.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="name">The name of the connection string and of the section <c>JitAccess:Databases:{name}</c>.</param>
    /// <param name="configure">Says who mints, such as <c>db => db.UseRdsIam()</c>.</param>
    public static IHostApplicationBuilder AddKeyedJitDatabase(
        this IHostApplicationBuilder builder, string name, Action<JitDatabaseBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddKeyedJitDatabase(name, configure);
        return builder;
    }
}

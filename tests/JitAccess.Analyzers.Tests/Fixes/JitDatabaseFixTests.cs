using JitAccess.Analyzers.CodeFixes;
using JitAccess.Analyzers.Rules;
using JitAccess.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Fixes;

/// <summary>The way into the library: a registration with a password becomes one that mints.</summary>
public class JitDatabaseFixTests
{
    // Npgsql.DependencyInjection's method, as it is called.
    private const string Extension =
        """
        static class NpgsqlServices
        {
            public static IServiceCollection AddNpgsqlDataSource(this IServiceCollection services, string connectionString) => services;
        }
        """;

    private static readonly string Marked = "Host=db.internal;Database=orders;Username=app;" + Secrets.Keyword + "={|JIT005:" + Secrets.Password + "|}";

    [Fact]
    public Task DataSource_WithAPassword_BecomesAJitDatabase() =>
        FixAsync(
            $$"""
            using System;

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddNpgsqlDataSource("{{Marked}}");
            builder.Build().Run();
            """,
            """
            using System;

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddJitDatabase("orders", db => db.UseRdsIam());
            builder.Services.Configure<JitAccess.JitDatabaseOptions>("orders", options => options.ConnectionString = "Host=db.internal;Database=orders;Username=app");
            builder.Build().Run();
            """);

    [Fact]
    public Task Context_WithAPassword_UsesTheDataSource() =>
        FixAsync(
            $$"""
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddDbContext<DbContext>(options => options.UseNpgsql("{{Marked}}"));
            builder.Build().Run();
            """,
            """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddJitDatabase("orders", db => db.UseRdsIam());
            builder.Services.Configure<JitAccess.JitDatabaseOptions>("orders", options => options.ConnectionString = "Host=db.internal;Database=orders;Username=app");
            builder.Services.AddDbContext<DbContext>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
            builder.Build().Run();
            """);

    [Fact]
    public Task Registration_WithoutThePackages_SaysWhichToAdd() =>
        FixAsync(
            $$"""
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddNpgsqlDataSource("{{Marked}}");
            """,
            $$"""
            var builder = WebApplication.CreateBuilder(args);
            // dotnet add package JitAccess.Npgsql, dotnet add package JitAccess.Aws, and then: builder.Services.AddJitDatabase("orders", db => db.UseRdsIam());
            builder.Services.AddNpgsqlDataSource("{{Marked}}");
            """,
            withPackages: false);

    [Fact]
    public Task ConnectionString_OfAProjectWithSettings_MovesWhereTheRegistrationReadsIt() =>
        FixAsync(
            $$"""
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddDbContext<DbContext>(options => options.UseNpgsql("{{Marked}}"));
            """,
            """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddJitDatabase("orders", db => db.UseRdsIam());
            builder.Services.AddDbContext<DbContext>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
            """,
            settings: ("{ }", "{\n  \"ConnectionStrings\": {\n    \"orders\": \"Host=db.internal;Database=orders;Username=app\"\n  }\n }"));

    [Fact]
    public Task All_OfADocument_AreReplacedAndImportedOnce() =>
        FixAsync(
            $$"""
            using Microsoft.AspNetCore.Builder;

            namespace Orders
            {
                static class Start
                {
                    static void Run(WebApplicationBuilder first, WebApplicationBuilder second)
                    {
                        NpgsqlServices.AddNpgsqlDataSource(first.Services, "none");
                        first.Services.AddNpgsqlDataSource("{{Marked}}");
                        second.Services.AddNpgsqlDataSource("{{Marked}}");
                    }
                }
            }
            """,
            """
            using Microsoft.AspNetCore.Builder;
            using Microsoft.Extensions.DependencyInjection;

            namespace Orders
            {
                static class Start
                {
                    static void Run(WebApplicationBuilder first, WebApplicationBuilder second)
                    {
                        NpgsqlServices.AddNpgsqlDataSource(first.Services, "none");
                        first.Services.AddJitDatabase("orders", db => db.UseRdsIam());
                        first.Services.Configure<JitAccess.JitDatabaseOptions>("orders", options => options.ConnectionString = "Host=db.internal;Database=orders;Username=app");
                        second.Services.AddJitDatabase("orders", db => db.UseRdsIam());
                        second.Services.Configure<JitAccess.JitDatabaseOptions>("orders", options => options.ConnectionString = "Host=db.internal;Database=orders;Username=app");
                    }
                }
            }
            """,
            withUsings: false);

    private static Task FixAsync(string source, string fixedSource, bool withPackages = true, bool withUsings = true, (string Before, string After)? settings = null) =>
        Verifier.FixAsync<ConnectionStringAnalyzer, JitDatabaseFix>(source, fixedSource, test =>
        {
            foreach (var state in (SolutionState[])[test.TestState, test.FixedState])
            {
                state.OutputKind = withUsings ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
                state.Sources.Add(("Extension.cs", withUsings ? Extension : "using Microsoft.Extensions.DependencyInjection;\n" + Extension));
                if (!withUsings)
                    state.Sources.RemoveAll(s => s.filename == "Usings.cs");
                if (!withPackages)
                    state.AdditionalReferences.RemoveAll(r => Path.GetFileName(r.Display!).StartsWith("JitAccess.", StringComparison.Ordinal));
            }

            test.Settings(settings);
            if (!withPackages)
                test.SayOnly();
        });
}

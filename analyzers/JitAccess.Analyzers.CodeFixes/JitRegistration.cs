using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>A statement that registers a data source or a context of EF Core with a connection string.</summary>
internal sealed class JitRegistration
{
    private const string UseNpgsql = "UseNpgsql";
    private readonly FixSite _site;
    private readonly StatementSyntax _statement;
    private readonly InvocationExpressionSyntax _call;
    private readonly LiteralExpressionSyntax _literal;
    private readonly ExpressionSyntax _services;
    private readonly string _name;

    private JitRegistration(
        FixSite site, StatementSyntax statement, InvocationExpressionSyntax call, LiteralExpressionSyntax literal, ExpressionSyntax services)
    {
        _site = site;
        _statement = statement;
        _call = call;
        _literal = literal;
        _services = services;
        _name = ConnectionName.Of(literal.Token.ValueText);
    }

    private bool IsContext => _call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: UseNpgsql };

    private string Registration => $"{_services}.AddJitDatabase(\"{_name}\", db => db.UseRdsIam());";

    public static JitRegistration? Of(LiteralExpressionSyntax literal, FixSite site)
    {
        if (literal is not { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call } }
            || literal.FirstAncestorOrSelf<StatementSyntax>(s => s is ExpressionStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax }) is not ExpressionStatementSyntax statement)
            return null;
        var services = access.Name.Identifier.ValueText switch
        {
            "AddNpgsqlDataSource" or "AddNpgsqlSlimDataSource" when statement.Expression == call && call.ArgumentList.Arguments.Count == 1 => access.Expression,
            UseNpgsql => ContextServices(call, statement),
            _ => null,
        };
        return services is not null && IsServices(services, site.Model) ? new JitRegistration(site, statement, call, literal, services) : null;
    }

    /// <summary>The registration in the place of the old one; the connection string goes where the registration reads it from, if the project shows that file.</summary>
    public FixPlan Replace(string title, string connectionString)
    {
        var between = PlannedChange.NewLineOf(_site.Source) + PlannedChange.IndentOf(_site.Source, _statement.SpanStart);
        var setting = PasswordRemoval.ValueOf(connectionString) is { } value ? _site.Settings?.Plan(_name, value) : null;
        var text = setting is null
            ? Registration + between + $"{_services}.Configure<{_site.NameOf("JitAccess.JitDatabaseOptions")}>(\"{_name}\", options => options.ConnectionString = {connectionString});"
            : Registration;
        string[] needed = IsContext ? ["Microsoft.Extensions.DependencyInjection", "Npgsql"] : ["Microsoft.Extensions.DependencyInjection"];
        return new FixPlan(title, new TextChange(_statement.Span, IsContext ? text + between + WithDataSource() : text))
        {
            Usings = [.. needed.Where(n => !_site.Imports(n))],
            Setting = setting,
        };
    }

    /// <summary>A comment that says what is missing.</summary>
    public FixPlan? Explain(string title) =>
        Explanation.Before(_site, _statement, $"dotnet add package JitAccess.Npgsql, dotnet add package JitAccess.Aws, and then: {Registration}") is { } comment
            ? new FixPlan(title, comment)
            : null;

    // AddDbContext<T>(options => options.UseNpgsql("…"))
    private static ExpressionSyntax? ContextServices(InvocationExpressionSyntax call, ExpressionStatementSyntax statement) =>
        call.FirstAncestorOrSelf<LambdaExpressionSyntax>() is SimpleLambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax outer } }
        && outer == statement.Expression && outer.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText is "AddDbContext" or "AddDbContextPool" or "AddDbContextFactory" or "AddPooledDbContextFactory"
            ? ((MemberAccessExpressionSyntax)outer.Expression).Expression
            : null;

    // It is written more than once: a call would be made more than once.
    private static bool IsServices(ExpressionSyntax services, SemanticModel model) =>
        !services.DescendantNodesAndSelf().Any(n => n is InvocationExpressionSyntax) && model.GetTypeInfo(services).Type is { } type
        && (type.Name == "IServiceCollection" || type.AllInterfaces.Any(i => i.Name == "IServiceCollection"));

    // The lambda gets the services, from which the data source comes.
    private string WithDataSource()
    {
        var parameter = ((SimpleLambdaExpressionSyntax)_call.FirstAncestorOrSelf<LambdaExpressionSyntax>()!).Parameter;
        var text = Exchange(_site.Source.ToString(_statement.Span), _literal.Span, "services.GetRequiredService<NpgsqlDataSource>()");
        return Exchange(text, parameter.Span, $"(services, {parameter.Identifier.ValueText})");
    }

    private string Exchange(string text, TextSpan span, string replacement) =>
        text.Remove(span.Start - _statement.SpanStart, span.Length).Insert(span.Start - _statement.SpanStart, replacement);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.CodeFixes;

/// <summary>A statement that registers a data source or a context of EF Core with a connection string.</summary>
internal sealed class JitRegistration
{
    private const string UseNpgsql = "UseNpgsql";
    private readonly StatementSyntax _statement;
    private readonly InvocationExpressionSyntax _call;
    private readonly LiteralExpressionSyntax _literal;
    private readonly ExpressionSyntax _services;
    private readonly string _name;

    private JitRegistration(StatementSyntax statement, InvocationExpressionSyntax call, LiteralExpressionSyntax literal, ExpressionSyntax services, string name)
    {
        _statement = statement;
        _call = call;
        _literal = literal;
        _services = services;
        _name = name;
    }

    public static JitRegistration? Of(LiteralExpressionSyntax literal, SemanticModel model)
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
        return services is not null && IsServices(model.GetTypeInfo(services).Type)
            ? new JitRegistration(statement, call, literal, services, NameOf(literal.Token.ValueText))
            : null;
    }

    /// <summary>The source with the registration in the place of the old one.</summary>
    public SourceText Replace(SourceText source, string connectionString)
    {
        var between = NewLineOf(source) + IndentOf(source);
        var text = $"{_services}.AddJitDatabase(\"{_name}\", db => db.UseRdsIam());{between}"
            + $"{_services}.Configure<JitAccess.JitDatabaseOptions>(\"{_name}\", options => options.ConnectionString = {connectionString});";
        var changes = new List<TextChange> { new(_statement.Span, IsContext ? text + between + WithDataSource(source) : text) };
        AddUsings(source, IsContext ? ["Microsoft.Extensions.DependencyInjection", "Npgsql"] : ["Microsoft.Extensions.DependencyInjection"], changes);
        return source.WithChanges(changes.OrderBy(c => c.Span.Start));
    }

    /// <summary>The source with a comment that says what is missing.</summary>
    public SourceText Explain(SourceText source) => source.WithChanges(new TextChange(
        new TextSpan(_statement.SpanStart, 0),
        $"// dotnet add package JitAccess.Npgsql, dotnet add package JitAccess.Aws, and then: {_services}.AddJitDatabase(\"{_name}\", db => db.UseRdsIam());"
        + NewLineOf(source) + IndentOf(source)));

    private bool IsContext => _call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: UseNpgsql };

    // AddDbContext<T>(options => options.UseNpgsql("…"))
    private static ExpressionSyntax? ContextServices(InvocationExpressionSyntax call, ExpressionStatementSyntax statement) =>
        call.FirstAncestorOrSelf<LambdaExpressionSyntax>() is SimpleLambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax outer } }
        && outer == statement.Expression && outer.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText is "AddDbContext" or "AddDbContextPool" or "AddDbContextFactory" or "AddPooledDbContextFactory"
            ? ((MemberAccessExpressionSyntax)outer.Expression).Expression
            : null;

    private static bool IsServices(ITypeSymbol? type) => type is { Name: "IServiceCollection" } || (type is not null && type.AllInterfaces.Any(i => i.Name == "IServiceCollection"));

    // The lambda gets the services, from which the data source comes.
    private string WithDataSource(SourceText source)
    {
        var parameter = ((SimpleLambdaExpressionSyntax)_call.FirstAncestorOrSelf<LambdaExpressionSyntax>()!).Parameter;
        var text = source.ToString(_statement.Span);
        text = Exchange(text, _literal.Span, "services.GetRequiredService<NpgsqlDataSource>()");
        return Exchange(text, parameter.Span, $"(services, {parameter.Identifier.ValueText})");
    }

    private string Exchange(string text, TextSpan span, string replacement) =>
        text.Remove(span.Start - _statement.SpanStart, span.Length).Insert(span.Start - _statement.SpanStart, replacement);

    private void AddUsings(SourceText source, string[] names, List<TextChange> changes)
    {
        var usings = ((CompilationUnitSyntax)_statement.SyntaxTree.GetRoot()).Usings;
        var missing = string.Concat(names.Where(n => !usings.Any(u => u.Name?.ToString() == n)).Select(n => $"using {n};{NewLineOf(source)}"));
        if (missing.Length == 0)
            return;
        var end = usings.Count == 0 ? 0 : source.Lines.GetLineFromPosition(usings[usings.Count - 1].Span.End).EndIncludingLineBreak;
        changes.Add(new TextChange(new TextSpan(end, 0), usings.Count == 0 ? missing + NewLineOf(source) : missing));
    }

    private string IndentOf(SourceText source)
    {
        var line = source.Lines.GetLineFromPosition(_statement.SpanStart);
        return source.ToString(TextSpan.FromBounds(line.Start, _statement.SpanStart)) is var before && string.IsNullOrWhiteSpace(before) ? before : string.Empty;
    }

    private static string NewLineOf(SourceText source)
    {
        var first = source.Lines[0];
        return first.End < first.EndIncludingLineBreak ? source.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }

    // The database's name is what people call it; it becomes the key of the registration.
    private static string NameOf(string connectionString)
    {
        foreach (var pair in connectionString.Split(';'))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && pair.Substring(0, equals).Trim().ToUpperInvariant() is "DATABASE" or "DB" or "INITIAL CATALOG")
            {
                var name = new string([.. pair.Substring(equals + 1).Trim().Where(c => char.IsLetterOrDigit(c) || c is '_' or '-')]);
                if (name.Length > 0)
                    return name;
            }
        }

        return "database";
    }
}

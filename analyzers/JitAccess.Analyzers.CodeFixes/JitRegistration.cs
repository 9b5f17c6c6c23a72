using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

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

    /// <summary>The root with the registration in the place of the old one.</summary>
    public SyntaxNode Replace(SyntaxNode root, string connectionString)
    {
        var register = Statement($"{_services}.AddJitDatabase(\"{_name}\", db => db.UseRdsIam());");
        var configure = Statement($"{_services}.Configure<JitAccess.JitDatabaseOptions>(\"{_name}\", options => options.ConnectionString = {connectionString});");
        List<StatementSyntax> statements = [register.WithLeadingTrivia(_statement.GetLeadingTrivia()), configure];
        if (IsContext)
            statements.Add(WithDataSource());
        return WithUsing(ReplaceStatement(root, statements), IsContext);
    }

    /// <summary>The root with a comment that says what is missing.</summary>
    public SyntaxNode Explain(SyntaxNode root)
    {
        var comment = $"// dotnet add package JitAccess.Npgsql, dotnet add package JitAccess.Aws, and then: {_services}.AddJitDatabase(\"{_name}\", db => db.UseRdsIam());";
        var trivia = _statement.GetLeadingTrivia().Add(SyntaxFactory.Comment(comment)).Add(SyntaxFactory.ElasticCarriageReturnLineFeed);
        return root.ReplaceNode(_statement, _statement.WithLeadingTrivia(trivia).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private bool IsContext => _call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: UseNpgsql };

    // AddDbContext<T>(options => options.UseNpgsql("…"))
    private static ExpressionSyntax? ContextServices(InvocationExpressionSyntax call, ExpressionStatementSyntax statement) =>
        call.FirstAncestorOrSelf<LambdaExpressionSyntax>() is SimpleLambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax outer } }
        && outer == statement.Expression && outer.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText is "AddDbContext" or "AddDbContextPool" or "AddDbContextFactory" or "AddPooledDbContextFactory"
            ? ((MemberAccessExpressionSyntax)outer.Expression).Expression
            : null;

    private static bool IsServices(ITypeSymbol? type) => type is { Name: "IServiceCollection" } || (type is not null && type.AllInterfaces.Any(i => i.Name == "IServiceCollection"));

    private StatementSyntax WithDataSource()
    {
        var lambda = (SimpleLambdaExpressionSyntax)_call.FirstAncestorOrSelf<LambdaExpressionSyntax>()!;
        var body = lambda.Body.ReplaceNode(_literal, SyntaxFactory.ParseExpression("services.GetRequiredService<NpgsqlDataSource>()"));
        var parameters = SyntaxFactory.ParseParameterList($"(services, {lambda.Parameter.Identifier.ValueText})");
        var withServices = SyntaxFactory.ParenthesizedLambdaExpression(parameters, (CSharpSyntaxNode)body).WithTriviaFrom(lambda);
        return _statement.ReplaceNode(lambda, withServices).WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private SyntaxNode ReplaceStatement(SyntaxNode root, List<StatementSyntax> statements)
    {
        if (_statement.Parent is GlobalStatementSyntax global)
            return root.ReplaceNode(global, statements.Select(s => SyntaxFactory.GlobalStatement(s).WithAdditionalAnnotations(Formatter.Annotation)));
        return root.ReplaceNode(_statement, statements);
    }

    private static StatementSyntax Statement(string text) =>
        SyntaxFactory.ParseStatement(text).WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);

    private static CompilationUnitSyntax WithUsing(SyntaxNode root, bool needsNpgsql)
    {
        var unit = (CompilationUnitSyntax)root;
        unit = AddUsing(unit, "Microsoft.Extensions.DependencyInjection");
        return needsNpgsql ? AddUsing(unit, "Npgsql") : unit;
    }

    private static CompilationUnitSyntax AddUsing(CompilationUnitSyntax unit, string name)
    {
        foreach (var directive in unit.Usings)
            if (directive.Name?.ToString() == name)
                return unit;
        var added = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name)).NormalizeWhitespace().WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return unit.WithUsings(unit.Usings.Add(added));
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

using System.Text.RegularExpressions;
using JitAccess.ArchitectureTests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.DocumentationTests;

/// <summary>Reads from source what it says when something is set up wrongly, one message for each choice that its text makes.</summary>
/// <remarks>
/// Texts are followed within a file: to a local, a field or a property, and from the parameter of a helper to what its callers pass. Whatever
/// else stands in a text is filled in at run time.
/// </remarks>
internal sealed partial class SetupMessages
{
    public const string Hole = "…";

    private const string Configuration = nameof(JitConfigurationException);
    private const string Provider = nameof(JitProviderException);
    private const string Misconfigured = $"{nameof(JitProviderErrorKind)}.{nameof(JitProviderErrorKind.Misconfigured)}";

    // A helper that calls itself with a longer text would never end.
    private const int MaxDepth = 12;

    private readonly CompilationUnitSyntax _source;

    private SetupMessages(string source) => _source = CSharpSyntaxTree.ParseText(source).GetCompilationUnitRoot();

    /// <summary>Gets the messages of the packages.</summary>
    public static IReadOnlyList<SetupMessage> All { get; } =
    [
        .. Repository.Files.Where(f => f.StartsWith("src/", StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Of(Repository.Read(file), file)),
    ];

    public static IEnumerable<SetupMessage> Of(string source, string file)
    {
        var messages = new SetupMessages(source);
        return from expression in messages.Expressions()
               let line = expression.GetLocation().GetLineSpan().StartLinePosition.Line + 1
               from text in messages.TextsOf(expression, depth: 0).Distinct()
               where Words().IsMatch(text) // else it is all of others, such as failures that are joined: those are read where they are written
               select new SetupMessage($"{file}:{line}", text);
    }

    private IEnumerable<ExpressionSyntax> Expressions() => _source.DescendantNodes().Select(MessageOf).OfType<ExpressionSyntax>();

    private static ExpressionSyntax? MessageOf(SyntaxNode node) => node switch
    {
        ObjectCreationExpressionSyntax { ArgumentList: { } arguments } creation => MessageOf(creation.Type.ToString(), arguments),
        ImplicitObjectCreationExpressionSyntax { ArgumentList: { } arguments } => MessageOf(ReturnTypeAround(node), arguments),
        TupleExpressionSyntax { Arguments: [var kind, var message] } when kind.ToString() == Misconfigured => message.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "AddError" }, ArgumentList: var arguments } =>
            arguments.Arguments[0].Expression,
        _ => null,
    };

    private static ExpressionSyntax? MessageOf(string? type, ArgumentListSyntax arguments) => (type, arguments.Arguments) switch
    {
        (Configuration or "ValidationResult", [var message, ..]) => message.Expression,
        (Provider, [var kind, var message, ..]) when kind.ToString() == Misconfigured => message.Expression,
        _ => null,
    };

    private static string? ReturnTypeAround(SyntaxNode node) => node.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.ReturnType.ToString();

    private IEnumerable<string> TextsOf(ExpressionSyntax expression, int depth) => depth > MaxDepth ? [Hole] : expression switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.NullLiteralExpression) => [],
        LiteralExpressionSyntax literal => [literal.Token.ValueText],
        ParenthesizedExpressionSyntax inner => TextsOf(inner.Expression, depth + 1),
        InterpolatedStringExpressionSyntax text => text.Contents.Aggregate(
            (IEnumerable<string>)[""], (before, part) => Joined(before, PartsOf(part, depth + 1))),
        BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) => Joined(TextsOf(sum.Left, depth + 1), TextsOf(sum.Right, depth + 1)),
        ConditionalExpressionSyntax choice => [.. TextsOf(choice.WhenTrue, depth + 1), .. TextsOf(choice.WhenFalse, depth + 1)],
        SwitchExpressionSyntax choice => choice.Arms.SelectMany(arm => TextsOf(arm.Expression, depth + 1)),
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } } name =>
            [name.ArgumentList.Arguments[0].ToString().Split('.')[^1]],
        IdentifierNameSyntax name => [.. OriginsOf(name).SelectMany(origin => TextsOf(origin, depth + 1)).DefaultIfEmpty(Hole)],
        _ => [Hole],
    };

    private IEnumerable<string> PartsOf(InterpolatedStringContentSyntax part, int depth) => part switch
    {
        InterpolatedStringTextSyntax text => [text.TextToken.ValueText],
        InterpolationSyntax hole => TextsOf(hole.Expression, depth),
        _ => [Hole],
    };

    private static List<string> Joined(IEnumerable<string> before, IEnumerable<string> after) =>
        [.. from first in before.ToList() from second in after.ToList() select first + second];

    /// <summary>Returns the expressions that a name stands for, as far as the file shows them.</summary>
    private IEnumerable<ExpressionSyntax> OriginsOf(IdentifierNameSyntax name)
    {
        var text = name.Identifier.Text;
        var method = name.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        if (method?.ParameterList.Parameters.IndexOf(p => p.Identifier.Text == text) is >= 0 and var index)
            return Calls(method).Select(call => call.Arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.Text == text)
                ?? call.Arguments.ElementAtOrDefault(index)).OfType<ArgumentSyntax>().Select(a => a.Expression);

        SyntaxNode scope = method is not null && Declared(method, text) is not null ? method : _source;
        return Declared(scope, text) is { } value ? [value] : [];
    }

    private IEnumerable<ArgumentListSyntax> Calls(MethodDeclarationSyntax method) => _source.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Where(call => call.Expression is IdentifierNameSyntax called && called.Identifier.Text == method.Identifier.Text).Select(call => call.ArgumentList);

    private static ExpressionSyntax? Declared(SyntaxNode scope, string name) =>
        scope.DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .FirstOrDefault(v => v.Identifier.Text == name && v.Parent?.Parent is not ForStatementSyntax)?.Initializer?.Value
        ?? scope.DescendantNodes().OfType<PropertyDeclarationSyntax>().FirstOrDefault(p => p.Identifier.Text == name)?.ExpressionBody?.Expression;

    [GeneratedRegex(@"\p{L}+ \p{L}+")]
    private static partial Regex Words();
}

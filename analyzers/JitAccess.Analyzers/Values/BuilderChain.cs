using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.Values;

/// <summary>The calls of one string builder: in a chain, and in the statements that follow.</summary>
internal static class BuilderChain
{
    /// <summary>The first call of the chain's statement, or of a run of statements on the same builder.</summary>
    public static InvocationExpressionSyntax TopOf(InvocationExpressionSyntax call)
    {
        var top = call;
        while (top.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } && TextFolder.KindOf(next) == CallKind.Append)
            top = next;
        if (top.Parent is not ExpressionStatementSyntax statement || ReceiverOf(top) is not { } receiver)
            return top;
        for (var before = Sibling(statement, -1); AppendOn(before, receiver) is { } previous; before = Sibling((StatementSyntax)before!, -1))
            top = previous;
        return top;
    }

    /// <summary>The calls of the statements that directly follow and append to the same builder.</summary>
    public static IEnumerable<InvocationExpressionSyntax> FollowingOf(InvocationExpressionSyntax top)
    {
        if (top.Parent is not ExpressionStatementSyntax statement || ReceiverOf(top) is not { } receiver)
            yield break;
        for (var next = Sibling(statement, 1); AppendOn(next, receiver) is { } call; next = Sibling((StatementSyntax)next!, 1))
            yield return call;
    }

    private static InvocationExpressionSyntax? AppendOn(StatementSyntax? statement, string receiver) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } && TextFolder.KindOf(call) == CallKind.Append
        && ReceiverOf(call) == receiver
            ? call
            : null;

    private static StatementSyntax? Sibling(StatementSyntax statement, int step)
    {
        switch (statement.Parent)
        {
            case BlockSyntax block:
                var at = block.Statements.IndexOf(statement) + step;
                return at >= 0 && at < block.Statements.Count ? block.Statements[at] : null;
            case GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global:
                var index = unit.Members.IndexOf(global) + step;
                return index >= 0 && index < unit.Members.Count ? (unit.Members[index] as GlobalStatementSyntax)?.Statement : null;
            default:
                return null;
        }
    }

    private static string? ReceiverOf(InvocationExpressionSyntax call)
    {
        ExpressionSyntax current = call;
        while (current is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access })
            current = access.Expression;
        return (current as IdentifierNameSyntax)?.Identifier.ValueText;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JitAccess.Analyzers.Values;

/// <summary>Follows a value back to the literals that it may come from: constants, fields, locals, branches, conversions.</summary>
internal static class Origins
{
    public static List<Origin> Of(IOperation? value)
    {
        var walk = new OriginWalk();
        walk.Add(value);
        return walk.Found;
    }

    public static List<Origin> Of(ExpressionSyntax value, SemanticModel model) => Of(model.GetOperation(value));
}

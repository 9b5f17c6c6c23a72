using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

public sealed class ReferenceExpression : IExpressionValue
{
    private ReferenceExpression(IReadOnlyList<object> parts) => Parts = parts;

    public IReadOnlyList<object> Parts { get; }

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    public static ReferenceExpression Of(IExpressionValue value) => new([value]);

    [InterpolatedStringHandler]
    public readonly struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(formattedCount + (literalLength > 0 ? 1 : 0));

        public void AppendLiteral(string value) => Parts.Add(value);

        public void AppendFormatted(string? value) => Parts.Add(value ?? "");

        public void AppendFormatted(IExpressionValue value) => Parts.Add(value);
    }
}

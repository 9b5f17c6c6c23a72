using System.Runtime.CompilerServices;

// What apphost.cs uses of Aspire.Hosting 13.5.2 and no member more: names and shapes from facts that were checked against that version. It keeps what
// it is told instead of running it. A name that is missing here does not compile in apphost.cs, so a test fails.
namespace Aspire.Hosting.ApplicationModel;

public interface IExpressionValue;

public sealed record EndpointReference(Resource Owner, string EndpointName) : IExpressionValue;

public sealed record EndpointReferenceExpression(Resource Owner, string Property) : IExpressionValue;

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

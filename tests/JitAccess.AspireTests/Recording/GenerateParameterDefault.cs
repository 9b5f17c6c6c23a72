namespace Aspire.Hosting.ApplicationModel;

public sealed class GenerateParameterDefault
{
    public int MinLength { get; set; }

    public bool Special { get; set; } = true;
}

namespace Aspire.Hosting.ApplicationModel;

public sealed class HttpCommandOptions
{
    public string? ConfirmationMessage { get; set; }

    public string? IconName { get; set; }
}

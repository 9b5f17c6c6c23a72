namespace Aspire.Hosting.ApplicationModel;

public class ContainerResource(string name) : Resource(name)
{
    public string? Image { get; init; }

    public string? Entrypoint { get; set; }
}

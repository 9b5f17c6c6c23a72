using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public interface IDistributedApplicationBuilder
{
    ICollection<Resource> Resources { get; }

    DistributedApplication Build();
}

namespace Aspire.Hosting.ApplicationModel;

public interface IExpressionValue;

using System.Globalization;
using System.Xml.Linq;
using JitAccess.Testing.Internal.Http;

namespace JitAccess.Testing.Internal.Aws.Sts;

/// <summary>Answers of the query protocol.</summary>
internal static class StsXml
{
    private static readonly XNamespace Sts = "https://sts.amazonaws.com/doc/2011-06-15/";

    public static EmulatorReply Result(string operation, params object?[] members)
    {
        var id = Guid.NewGuid().ToString();
        return Reply(200, new XElement(Sts + $"{operation}Response",
            new XElement(Sts + $"{operation}Result", members), new XElement(Sts + "ResponseMetadata", Element("RequestId", id))), id);
    }

    public static EmulatorReply Refusal(AwsRefusalException e)
    {
        var id = Guid.NewGuid().ToString();
        return Reply(e.Status, new XElement(Sts + "ErrorResponse",
            new XElement(Sts + "Error", Element("Type", e.Status >= 500 ? "Receiver" : "Sender"), Element("Code", e.Code), Element("Message", e.Message)),
            Element("RequestId", id)), id, e.Code);
    }

    public static XElement Element(string name, string value) => new(Sts + name, value);

    public static XElement? Optional(string name, string? value) => value is null ? null : Element(name, value);

    public static XElement Credentials(AwsSession session) => new(Sts + "Credentials",
        Element("AccessKeyId", session.Key.AccessKeyId),
        Element("SecretAccessKey", session.Key.RevealSecretAccessKey()),
        Element("SessionToken", session.Key.RevealSessionToken()!),
        Element("Expiration", session.ExpiresAt!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));

    public static XElement AssumedRoleUser(AwsSession session) => new(Sts + "AssumedRoleUser",
        Element("AssumedRoleId", session.UserId), Element("Arn", session.Arn));

    private static EmulatorReply Reply(int status, XElement body, string id, string? error = null) =>
        new(status, "text/xml", body.ToString(SaveOptions.DisableFormatting), error) { Headers = { ["x-amzn-RequestId"] = id } };
}

using System.Xml;

namespace JitAccess.Testing.Internal.Saml;

/// <summary>Times as SAML writes them.</summary>
internal static class SamlTime
{
    /// <summary>Reads a time, which is always UTC.</summary>
    /// <exception cref="SamlException">It is none.</exception>
    public static DateTimeOffset? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return text.EndsWith('Z') ? XmlConvert.ToDateTimeOffset(text) : throw new SamlException(SamlFault.Malformed);
        }
        catch (FormatException)
        {
            throw new SamlException(SamlFault.Malformed);
        }
    }

    public static string Write(DateTimeOffset at) => XmlConvert.ToString(at.UtcDateTime, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}

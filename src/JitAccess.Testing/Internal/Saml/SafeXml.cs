using System.Xml;

namespace JitAccess.Testing.Internal.Saml;

/// <summary>Reads XML of strangers: no DTD, no entities, nothing fetched, nothing deep, and no node whose text two readers could see differently.</summary>
internal static class SafeXml
{
    private const int Longest = 256 * 1024;

    // Canonicalization is recursive: a few thousand elements within each other would end the process.
    private const int Deepest = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = Longest,
        MaxCharactersFromEntities = 1,
    };

    /// <summary>Reads a document.</summary>
    /// <exception cref="XmlException">It is none, or more than is read here.</exception>
    public static XmlDocument Read(string text)
    {
        var xml = text.TrimStart('\uFEFF'); // metadata begins with it
        using (var reader = XmlReader.Create(new StringReader(xml), Settings))
            while (reader.Read())
                Judge(reader);

        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var reader = XmlReader.Create(new StringReader(xml), Settings))
            document.Load(reader);
        return document;
    }

    private static void Judge(XmlReader reader)
    {
        if (reader.Depth > Deepest)
            throw new XmlException("The document is too deep.");

        // A comment within a name is no part of what is signed, and cuts the text in two for some readers.
        if (reader.NodeType is XmlNodeType.Comment or XmlNodeType.ProcessingInstruction or XmlNodeType.CDATA or XmlNodeType.EntityReference)
            throw new XmlException($"The document holds a node of type {reader.NodeType}.");
    }
}

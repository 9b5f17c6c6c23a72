using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace JitAccess.DocumentationTests.Generated;

/// <summary>The XML documentation of an assembly, as plain sentences; what is code keeps its backticks.</summary>
internal sealed partial class XmlDocumentation
{
    private static readonly Dictionary<Assembly, XmlDocumentation> Loaded = [];
    private readonly Dictionary<string, XElement> _members;

    private XmlDocumentation(Assembly assembly) =>
        _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!);

    public static string Summary(PropertyInfo property) => Text(property, "summary");

    public static string Value(PropertyInfo property) => Text(property, "value");

    private static string Text(PropertyInfo property, string element)
    {
        var assembly = property.DeclaringType!.Assembly;
        XmlDocumentation? documentation;
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(assembly, out documentation))
                Loaded.Add(assembly, documentation = new XmlDocumentation(assembly));
        }

        return documentation._members.TryGetValue($"P:{property.DeclaringType.FullName}.{property.Name}", out var member)
            && member.Element(element) is { } found ? Space().Replace(Flatten(found), " ").Trim() : "";
    }

    private static string Flatten(XElement element) => string.Concat(element.Nodes().Select(static node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement see when see.Attribute("langword") is { } word => $"`{word.Value}`",
        XElement see when see.Attribute("cref") is { } cref => $"`{cref.Value[(cref.Value.Split('(')[0].LastIndexOf('.') + 1)..]}`",
        XElement other => Flatten(other),
        _ => "",
    }));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

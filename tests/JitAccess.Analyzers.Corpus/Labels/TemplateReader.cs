using System.Text;
using System.Text.RegularExpressions;
using JitAccess.Analyzers.Corpus.Secrets;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Corpus.Labels;

/// <summary>Turns a template into a file: marks become labels, and secrets are written in their place.</summary>
internal sealed partial class TemplateReader
{
    private readonly StringBuilder _text = new();
    private readonly List<SecretLabel> _secrets = [];
    private readonly List<AlsoLabel> _also = [];
    private readonly List<InnocentLabel> _innocents = [];
    private readonly HashSet<int> _neutral = [];
    private readonly SecretSource _source;
    private readonly string _path;
    private int _line;

    private TemplateReader(string path, SecretSource source)
    {
        _path = path;
        _source = source;
    }

    public static CorpusFile Read(string path, string template, SecretSource source)
    {
        var reader = new TemplateReader(path, source);
        reader.Read(template);
        return new(path, reader._text.ToString(), reader._secrets, reader._also, reader._innocents, reader._neutral);
    }

    private void Read(string template)
    {
        var at = 0;
        foreach (Match mark in Mark().Matches(template))
        {
            Append(template.AsSpan(at, mark.Index - at));
            Replace(mark.Groups["kind"].Value, mark.Groups["what"].Value, mark.Groups["name"].Value, mark.Groups["generator"].Value);
            at = mark.Index + mark.Length;
        }

        Append(template.AsSpan(at));
        if (_text.ToString().AsSpan().IndexOfAny('«', '»') >= 0)
            throw new FormatException($"{_path} has a mark that is none.");
    }

    private void Append(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        _line += text.Count('\n');
    }

    private void Replace(string kind, string what, string name, string generator)
    {
        switch (kind)
        {
            case "also":
                _also.Add(new(name, _line));
                break;
            case "any":
                _neutral.Add(_line);
                _text.Append(_source.Innocent(generator));
                break;
            case "ok":
                if (!InnocentCategories.All.ContainsKey(what))
                    throw new FormatException($"{_path} has an innocent of an unknown category at line {_line + 1}: {what}.");
                _innocents.Add(new(what, _line));
                _text.Append(_source.Innocent(generator));
                break;
            default:
                var secret = _source.Secret(what, name);
                _secrets.Add(new(CategoryOf(kind), what, name, _line, new TextSpan(_text.Length, secret.Length)));
                _text.Append(secret);
                break;
        }
    }

    private SecretCategory CategoryOf(string kind) => kind switch
    {
        "id" => SecretCategory.AccessKeyId,
        "key" => SecretCategory.SecretAccessKey,
        "cs" => SecretCategory.ConnectionString,
        "pw" => SecretCategory.PasswordValue,
        _ => throw new FormatException($"{_path} has a mark of an unknown kind at line {_line + 1}: {kind}."),
    };

    [GeneratedRegex(@"«(?<kind>[a-z]+)(:(?<what>[a-z0-9]+))?(#(?<name>\w+))?(=(?<generator>[a-z0-9]+))?»")]
    private static partial Regex Mark();
}

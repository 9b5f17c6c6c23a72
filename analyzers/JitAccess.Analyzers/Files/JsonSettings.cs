namespace JitAccess.Analyzers.Files;

/// <summary>Reads JSON as the configuration of .NET does: comments and trailing commas are fine, and what is half typed ends the reading quietly.</summary>
/// <remarks>System.Text.Json is no part of what every compiler loads beside an analyzer, and tells no positions of values.</remarks>
internal sealed partial class JsonSettings(string text)
{
    private const int MaximumDepth = 64; // System.Text.Json's own
    private readonly List<Setting> _settings = [];
    private int _at;
    private int _depth;
    private int _groups;

    public List<Setting> Read()
    {
        ReadValue(string.Empty, string.Empty, 0);
        return _settings;
    }

    private void ReadValue(string path, string name, int group)
    {
        SkipTrivia();
        if (_at >= text.Length)
            return;
        switch (text[_at])
        {
            case '{' or '[' when _depth == MaximumDepth:
                _at = text.Length;
                break;
            case '{':
                _depth++;
                ReadObject(path);
                _depth--;
                break;
            case '[':
                _depth++;
                ReadArray(path, name);
                _depth--;
                break;
            case '"':
                var value = ReadText(out var span);
                _settings.Add(new Setting(path, name, group, value, span));
                break;
            default:
                while (_at < text.Length && text[_at] is not (',' or '}' or ']' or '\n' or '/'))
                    _at++;
                break;
        }
    }

    private void ReadObject(string path)
    {
        var group = ++_groups;
        _at++;
        while (true)
        {
            SkipTrivia();
            if (_at >= text.Length || text[_at] == '}')
                break;
            if (text[_at] != '"')
            {
                _at++;
                continue;
            }

            var key = ReadText(out _);
            SkipTrivia();
            if (_at >= text.Length || text[_at] != ':')
                continue;
            _at++;
            ReadValue(path.Length == 0 ? key : path + ":" + key, LastOf(key), group);
        }

        _at++;
    }

    private void ReadArray(string path, string name)
    {
        var group = ++_groups;
        _at++;
        while (true)
        {
            SkipTrivia();
            if (_at >= text.Length || text[_at] == ']')
                break;
            var before = _at;
            if (text[_at] != ',')
                ReadValue(path, name, group);
            if (_at == before)
                _at++;
        }

        _at++;
    }

    private void SkipTrivia()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '/' && _at + 1 < text.Length && text[_at + 1] is '/' or '*')
            {
                var end = text[_at + 1] == '/' ? text.IndexOf('\n', _at) : text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? text.Length : end + (text[_at + 1] == '/' ? 1 : 2);
            }
            else if (char.IsWhiteSpace(text[_at]) || text[_at] is ',' or '\uFEFF')
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    // A key may be a path itself: "Db:Password", and in launchSettings.json "Db__Password".
    private static string LastOf(string key)
    {
        var separator = Math.Max(key.LastIndexOf(':'), key.LastIndexOf("__", StringComparison.Ordinal) is var at and >= 0 ? at + 1 : -1);
        return key.Substring(separator + 1);
    }
}

using JitAccess.Analyzers.Detection;
using JitAccess.Analyzers.Files;
using JitAccess.Analyzers.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Rules;

/// <summary>One file of settings.</summary>
internal sealed class SettingsCheck(string path, SourceText source, RuleOptions options, bool isTest, Action<Diagnostic> report)
{
    private const string AllowComment = "jitaccess: allow";
    private const string KeyId = "The id of an AWS access key";
    private const string SecretKey = "An AWS secret access key";
    private const string SessionToken = "An AWS session token or Bedrock key";

    private readonly PasswordJudge _judge = new(isTest, options.ReportsLocalPasswords, options.LocalHosts, options.PlaceholderWords);

    public void Run()
    {
        var settings = SettingsFile.Read(path, source.ToString());
        var hasKeyId = false;
        foreach (var setting in settings)
            hasKeyId |= CheckKeyId(setting);
        foreach (var setting in settings)
        {
            CheckSecret(setting, hasKeyId);
            CheckPassword(setting, settings);
            if (PersistedSecurityInfo.MayHold(setting.Value))
                CheckPersistence(setting);
        }
    }

    private bool CheckKeyId(Setting setting)
    {
        var found = false;
        for (var from = 0; AccessKeyId.TryFind(setting.Value, from, out var id); from = id.End)
            if (AccessKeyId.Classify(setting.Value, id) == KeyKind.Real)
            {
                found = true;
                ReportKey(setting, id, $"{KeyId} ({setting.Value.Substring(id.Start, 4)}…)");
            }

        return found;
    }

    private void CheckSecret(Setting setting, bool hasKeyId)
    {
        List<string> names = [setting.Path, setting.Name];
        for (var from = 0; SecretAccessKey.TryFind(setting.Value, from, out var key); from = key.End)
            if (SecretAccessKey.Classify(setting.Value, key) == KeyKind.Real && !SecretName.IsOfOther(names)
                && (hasKeyId || SecretName.IsOfKey(names) || setting.Path.IndexOf("aws", StringComparison.OrdinalIgnoreCase) >= 0))
                ReportKey(setting, key, SecretKey);
        if (SecretAccessKey.IsSelfNamed(setting.Value))
            ReportKey(setting, new TextSpan(0, setting.Value.Length), SessionToken);
    }

    private void CheckPassword(Setting setting, List<Setting> settings)
    {
        if (ConnectionText.MayHoldPassword(setting.Value))
        {
            foreach (var password in ConnectionText.FindPasswords(setting.Value))
                if (_judge.Condemns(password.Text, password.Surroundings, password.Hosts))
                    Report(Rule.PasswordInFile, setting, password.Value, setting.Name);
        }
        else if (PasswordName.Matches(setting.Name) && !IsSwitch(setting.Value) && !(setting.Value.IndexOf(' ') > 0 && !PasswordShape.LooksChosen(setting.Value.Replace(" ", string.Empty)))
            && _judge.Condemns(setting.Value, Surroundings.Structure, hosts: null) && _judge.Condemns(setting.Value, Surroundings.Structure, HostBeside(setting, settings)))
        {
            Report(Rule.PasswordInFile, setting, new TextSpan(0, setting.Value.Length), setting.Name);
        }
    }

    // In the same section; where there are none, under the same first word: DB_HOST beside DB_PASSWORD.
    private static string? HostBeside(Setting password, List<Setting> settings)
    {
        foreach (var other in settings)
            if (other.Group == password.Group && MemberNames.IsHost(LastWord(other.Name)) && (password.Group != 0 || FirstWord(other.Name) == FirstWord(password.Name)))
                return Uri.TryCreate(other.Value, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : other.Value;
        return null;
    }

    private static string FirstWord(string name) => Words.Of(name) is { Count: > 0 } words ? words[0] : name;

    private static string LastWord(string name) => Words.Of(name) is { Count: > 0 } words ? words[words.Count - 1] : name;

    private static bool IsSwitch(string value) =>
        value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("false", StringComparison.OrdinalIgnoreCase);

    private void CheckPersistence(Setting setting)
    {
        foreach (var span in PersistedSecurityInfo.Find(setting.Value))
            Report(Rule.PersistSecurityInfo, setting, span, setting.Name);
    }

    private void ReportKey(Setting setting, TextSpan part, string what)
    {
        if (options.AllowedHashes.Count == 0 || !options.AllowedHashes.Contains(SecretHash.Of(setting.Value.Substring(part.Start, part.Length))))
            Report(Rule.KeyInFile, setting, part, what);
    }

    private void Report(DiagnosticDescriptor rule, Setting setting, TextSpan part, string what)
    {
        // Escapes hide where a part stands; then it is the whole value.
        var span = setting.Value.Length == setting.Span.Length ? new TextSpan(setting.Span.Start + part.Start, part.Length) : setting.Span;
        if (!IsAllowedByComment(span.Start))
            report(Diagnostic.Create(rule, Location.Create(path, span, source.Lines.GetLinePositionSpan(span)), DiagnosticKinds.Of(DiagnosticKinds.Value), what));
    }

    // At the end of the line, or in a comment above it.
    private bool IsAllowedByComment(int position)
    {
        var line = source.Lines.GetLineFromPosition(position).LineNumber;
        return Allows(source.Lines[line].ToString())
            || (line > 0 && source.Lines[line - 1].ToString().TrimStart() is var above && (StartsComment(above, "//") || StartsComment(above, "#") || StartsComment(above, "<!--"))
                && Allows(above));
    }

    private static bool Allows(string line) => line.IndexOf(AllowComment, StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool StartsComment(string line, string start) => line.StartsWith(start, StringComparison.Ordinal);
}

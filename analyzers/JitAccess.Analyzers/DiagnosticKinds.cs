using System.Collections.Immutable;

namespace JitAccess.Analyzers;

/// <summary>What a diagnostic carries for its fixes: a kind, never a part of what was found, for logs keep it.</summary>
internal static class DiagnosticKinds
{
    public const string Key = "kind";

    public const string Pair = "pair";
    public const string Value = "value";
    public const string KeyLiteral = "key";
    public const string Creation = "creation";
    public const string Call = "call";

    public static ImmutableDictionary<string, string?> Of(string kind) => ImmutableDictionary<string, string?>.Empty.Add(Key, kind);
}

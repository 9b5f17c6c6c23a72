using System.Collections.Frozen;

namespace JitAccess.Analyzers.Corpus.Labels;

/// <summary>The kinds of look-alikes, each with what it stands for.</summary>
public static class InnocentCategories
{
    /// <summary>All kinds by name.</summary>
    public static FrozenDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["base64"] = "images, certificates, public keys, ciphertext",
        ["config"] = "read from configuration, environment, a file or a person",
        ["empty"] = "empty or null",
        ["example"] = "key pairs of the AWS documentation",
        ["format"] = "a hole where the password will be",
        ["guid"] = "GUIDs",
        ["hash"] = "hashes and checksums",
        ["id"] = "ids, ARNs, account and role ids",
        ["integrity"] = "integrity and version strings",
        ["local"] = "development passwords of this machine",
        ["log"] = "log templates",
        ["message"] = "texts for people",
        ["name"] = "names of keys, headers, columns, variables, resources",
        ["nameof"] = "nameof and symbols",
        ["nopassword"] = "connection strings without a password",
        ["path"] = "paths, routes and addresses",
        ["placeholder"] = "placeholders",
        ["policy"] = "policies and alphabets of passwords",
        ["random"] = "made at run time",
        ["regex"] = "regular expressions",
        ["sql"] = "SQL that mentions passwords",
        ["test"] = "values that only a test knows",
        ["token"] = "tokens that are no secrets",
        ["vault"] = "read from a secret store, or its address",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}

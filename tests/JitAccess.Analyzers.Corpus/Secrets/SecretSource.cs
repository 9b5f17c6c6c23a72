using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JitAccess.Analyzers.Corpus.Secrets;

/// <summary>Invents the secrets of one program: the same for the same seed, on every machine.</summary>
internal sealed class SecretSource(int seed, string program)
{
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>A secret of a shape; the same one wherever a program says the same name.</summary>
    public string Secret(string shape, string name)
    {
        if (name.Length == 0)
            return SecretShapes.Create(shape, Next());
        if (!_named.TryGetValue(name, out var secret))
            _named[name] = secret = SecretShapes.Create(shape, RandomOf(name));
        return secret;
    }

    /// <summary>What an innocent mark writes; nothing where it names no generator.</summary>
    public string Innocent(string generator) => generator.Length == 0 ? "" : InnocentShapes.Create(generator, Next());

    private Random Next() => RandomOf((++_count).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private Random RandomOf(string name) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{program}/{name}"))));
}

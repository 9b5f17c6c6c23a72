using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitAccess.Testing.Internal.Vault;

/// <summary>A JWT taken apart: nothing in it is to be believed before its signature is verified.</summary>
internal sealed class JwtToken
{
    private JwtToken(string algorithm, JsonObject claims, byte[] signed, byte[] signature)
    {
        Algorithm = algorithm;
        Claims = claims;
        Signed = signed;
        Signature = signature;
    }

    public string Algorithm { get; }

    public JsonObject Claims { get; }

    public byte[] Signed { get; }

    public byte[] Signature { get; }

    /// <summary>Takes a token apart.</summary>
    /// <exception cref="FormatException">It is none; the message holds nothing of it.</exception>
    public static JwtToken Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
            throw new FormatException("square/go-jose: compact JWS format must have three parts");
        try
        {
            var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0])) as JsonObject;
            var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1])) as JsonObject;
            if (header is null || claims is null)
                throw new FormatException("square/go-jose: the parts are no objects");
            return new JwtToken(header.Text("alg") ?? "", claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("square/go-jose: the parts cannot be read");
        }
    }
}

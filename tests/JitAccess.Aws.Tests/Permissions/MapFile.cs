using System.Security.Cryptography;
using System.Text;
using JitAccess.Aws.Tests.Identity;

namespace JitAccess.Aws.Tests.Permissions;

/// <summary>A permission map in a folder of its own, as a deployment leaves it: everybody may read it, and its owner alone write.</summary>
internal sealed class MapFile : IDisposable
{
    /// <summary>A map that lets <c>db-readonly</c> and the role <c>orders</c> log in, and <c>db-write-emergency</c> with a reason.</summary>
    public const string Valid =
        $$"""
        {
          "$schema": "permission-map.schema.json",
          "version": 1,
          "databases": {
            "orders": ["orders.abc123def456.eu-west-1.rds.amazonaws.com:5432", "orders-ro.abc123def456.eu-west-1.rds.amazonaws.com:5432"],
            "ledger": ["ledger.abc123def456.eu-west-1.rds.amazonaws.com:5432"]
          },
          "functions": {
            "db-readonly": {
              "description": "Looks, and changes nothing.",
              "permissionSets": ["{{IdentityScene.Account}}/db-readonly"],
              "roles": ["{{IdentityScene.RoleArn}}"],
              "users": { "orders": ["{{IdentityScene.UserName}}", "orders_reader"] },
              "maxLifetime": "00:05:00",
              "reasonRequired": false
            },
            "db-write-emergency": {
              "permissionSets": ["{{IdentityScene.Account}}/db-write-emergency"],
              "roles": ["{{IdentityScene.NextRoleArn}}"],
              "users": { "orders": ["{{IdentityScene.UserName}}"], "ledger": ["ledger_writer"] },
              "maxLifetime": "00:01:00",
              "reasonRequired": true
            }
          }
        }
        """;

    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public MapFile(string content = Valid)
    {
        Path = System.IO.Path.Combine(Folder, "permission-map.json");
        Write(content);
    }

    public string Folder => _folder.FullName;

    public string Path { get; }

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path)));

    public void Write(string content) => Write(Encoding.UTF8.GetBytes(content));

    public void Write(byte[] content)
    {
        File.WriteAllBytes(Path, content);
        SetMode(Path, ReadableByAll);
    }

    public void AddMode(UnixFileMode more) => SetMode(Path, ReadableByAll | more);

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

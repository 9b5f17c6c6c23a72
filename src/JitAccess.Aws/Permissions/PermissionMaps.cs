using System.Collections.Concurrent;
using JitAccess.Aws.Internal;
using Microsoft.Extensions.Logging;

namespace JitAccess.Aws.Permissions;

/// <summary>The permission maps of a container: each file is read once, so that all databases are judged by the same text.</summary>
internal sealed class PermissionMaps(ILoggerFactory loggerFactory)
{
    private readonly ConcurrentDictionary<string, Lazy<PermissionMap>> _maps = new(StringComparer.Ordinal);
    private readonly ILogger _audit = loggerFactory.CreateLogger(JitAccessDiagnostics.AuditCategory);

    /// <exception cref="JitConfigurationException">The file is missing, can be changed by others, or is no permission map.</exception>
    public PermissionMap Get(string path) => _maps.GetOrAdd(Path.GetFullPath(path), full => new Lazy<PermissionMap>(() => Load(full))).Value;

    private PermissionMap Load(string path)
    {
        var map = PermissionMapFile.Read(path);
        AuditLog.PermissionMapLoaded(_audit, path, map.Hash, map.Functions.Count, map.Databases.Values.Distinct(StringComparer.Ordinal).Count());
        return map;
    }
}

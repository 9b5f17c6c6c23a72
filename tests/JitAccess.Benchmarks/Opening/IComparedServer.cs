using Npgsql;

namespace JitAccess.Benchmarks.Opening;

/// <summary>A server, and two ways to it that differ in nothing but where the credential comes from.</summary>
internal interface IComparedServer
{
    /// <summary>Returns a data source as an application without JitAccess has it.</summary>
    /// <param name="configure">Settings that the other way gets too.</param>
    Task<NpgsqlDataSource> CreatePlainAsync(Action<NpgsqlConnectionStringBuilder>? configure = null);

    /// <summary>Returns a database of JitAccess, whose first credential is there.</summary>
    /// <param name="configure">Settings that the other way gets too.</param>
    Task<JitDatabase> CreateJitAccessAsync(Action<NpgsqlConnectionStringBuilder>? configure = null);
}

namespace JitAccess.Analyzers.Detection;

/// <summary>How surely a value is the password of something that one logs in to; the less sure, the more the value has to look like one.</summary>
internal enum Surroundings
{
    /// <summary>Only a name says so.</summary>
    Name,

    /// <summary>The name stands among others: a host, a user, a database.</summary>
    Structure,

    /// <summary>A connection string, or an interface that takes nothing else.</summary>
    Connection,
}

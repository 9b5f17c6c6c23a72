namespace JitAccess.Analyzers.Detection;

/// <summary>What a text in the form of a key is.</summary>
internal enum KeyKind
{
    /// <summary>No key: a name, a hash, something made up to look like one.</summary>
    None,

    /// <summary>One that AWS prints in its documentation.</summary>
    Example,

    /// <summary>One that may open an account.</summary>
    Real,
}

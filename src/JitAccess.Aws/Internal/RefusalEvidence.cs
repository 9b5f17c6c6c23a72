namespace JitAccess.Aws.Internal;

/// <summary>What speaks for a cause, the weakest first.</summary>
internal enum RefusalEvidence
{
    /// <summary>Nothing: it is merely possible.</summary>
    None,

    /// <summary>A figure of the login.</summary>
    Figure,

    /// <summary>A measurement which says that something is wrong, and on which other figures depend.</summary>
    Measurement,
}

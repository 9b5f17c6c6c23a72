namespace JitAccess.Internal.Rotation;

/// <summary>What is known of the settings object of one pool: the name it was built with, and from which epoch on we have kept its name right.</summary>
internal sealed record LiveSettings(string BuiltWith, long KeptSince);

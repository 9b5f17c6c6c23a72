namespace JitAccess.IntegrationTests;

/// <summary>One message of a client to PostgreSQL.</summary>
/// <param name="Name">Its type: the protocol's letter, or a word where there is none.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct FrontendMessage(string Name, int Length);

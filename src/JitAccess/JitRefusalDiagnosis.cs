namespace JitAccess;

/// <summary>What a provider adds to the warning about a refused login.</summary>
/// <param name="Figures">What it knows of the credential, in a sentence; no secrets.</param>
/// <param name="Causes">Possible causes with their remedies, the likeliest first; never a verdict, since servers keep the reason to
/// themselves.</param>
public sealed record JitRefusalDiagnosis(string Figures, IReadOnlyList<string> Causes);

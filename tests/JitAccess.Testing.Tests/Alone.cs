namespace JitAccess.Testing.Tests;

/// <summary>Tests that nobody may start a program beside.</summary>
/// <remarks>Until it is the program that it shall be, a child keeps every file open that is open here: a lock that was given up still holds, and a
/// script that has just been written cannot be run.</remarks>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

namespace JitAccess.Testing.Tests;

/// <summary>What a test needs of the machine.</summary>
internal static class LocalProgram
{
    /// <summary>Skips the running test where there are no server programs, unless this run must have them.</summary>
    public static void RequirePostgres()
    {
        const string Variable = "JITACCESS_REQUIRE_LOCAL";
        const string Missing = "no local PostgreSQL programs were found";
        if (LocalPostgres.IsAvailable)
            return;
        if (Environment.GetEnvironmentVariable(Variable) == "1")
            Assert.Fail($"{Variable}=1, but {Missing}");
        Assert.Skip(Missing);
    }
}

namespace JitAccess.Playground.Tests;

/// <summary>Ends a test that needs what is not there: skipped, and failed where CI says that it has to be there.</summary>
internal static class Requirement
{
    public static void LocalPostgres() =>
        Check(JitAccess.Testing.LocalPostgres.IsAvailable, "JITACCESS_REQUIRE_LOCAL", "no local PostgreSQL programs were found");

    public static void Browser(string program) =>
        Check(File.Exists(program), "JITACCESS_REQUIRE_BROWSER", $"there is no Chromium at {program}; eng/setup.sh --browser installs it");

    private static void Check(bool isThere, string variable, string reason)
    {
        if (isThere)
            return;
        if (Environment.GetEnvironmentVariable(variable) == "1")
            Assert.Fail($"{variable}=1, but {reason}");
        Assert.Skip(reason);
    }
}

using JitAccess.Analyzers.Rules;
using JitAccess.Analyzers.Tests.Verifying;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Verifier = JitAccess.Analyzers.Tests.Verifying.Verify;

namespace JitAccess.Analyzers.Tests.Files;

/// <summary>JIT007, JIT008 and JIT014 in files of settings: the line and the column, what is tolerated, what is allowed.</summary>
public class SettingsFileTests
{
    private static readonly string Word = Secrets.Keyword;
    private static readonly string Marked = "{|JIT008:" + Secrets.Password + "|}";
    private static readonly string MarkedKey = "{|JIT007:" + Secrets.KeyId + "|}";
    private static readonly string MarkedSecret = "{|JIT007:" + Secrets.SecretKey + "|}";

    public static TheoryData<string, string> Positives => new()
    {
        {
            "appsettings.json",
            $$"""
            {
              // a comment
              "ConnectionStrings": { /* and another */
                "orders": "Host=db.internal;Username=app;{{Word}}={{Marked}};Timeout=3",
              },
              "Smtp": { "Host": "mail.internal", "{{Word}}": "{{Marked}}" },
              "AWS": { "AccessKey": "{{MarkedKey}}", "SecretKey": "{{MarkedSecret}}" },
            }
            """
        },
        { "appsettings.Production.json", $$"""{ "Db:{{Word}}": "{{Marked}}", "Servers": [ "postgres://app:{{Marked}}@db.internal/x" ] }""" },
        { "Properties/launchSettings.json", $$"""{ "profiles": { "x": { "environmentVariables": { "Db__{{Word}}": "{{Marked}}" } } } }""" },
        {
            "web.config",
            $$"""
            <configuration>
              <connectionStrings><add name="a" connectionString="Server=sql.internal;User Id=sa;{{Word}}={{Marked}}" /></connectionStrings>
              <appSettings><add key="Db{{Word}}" value="{{Marked}}" /></appSettings>
              <network host="mail.internal" userName="x" {{Word.ToLowerInvariant()}}="{{Marked}}" />
              <setting name="Smtp{{Word}}"><value>{{Marked}}</value></setting>
            </configuration>
            """
        },
        {
            ".env",
            $$"""
            # a comment
            export AWS_ACCESS_KEY_ID={{MarkedKey}}
            AWS_SECRET_ACCESS_KEY="{{MarkedSecret}}"
            DB_HOST=db.internal
            DB_{{Word.ToUpperInvariant()}}={{Marked}} # of the service
            DATABASE_URL=postgres://app:{{Marked}}@db.internal/orders
            """
        },
        { "appsettings.json", """{ "ConnectionStrings": { "a": "Host=db.internal;{|JIT014:Persist Security Info=True|}" } }""" },
    };

    public static TheoryData<string, string> Negatives => new()
    {
        {
            "appsettings.json",
            """
            {
              "ConnectionStrings": { "a": "Host=db.internal;Username=app", "b": "Host=localhost;Username=app;Password=devword", "c": "Host=db;Username=a;Password=#{DbPw}#" },
              "Dev": { "Host": "localhost", "Password": "devword" },
              "Identity": { "RequirePassword": "true", "PasswordPolicy": "strict-8", "ForgotPasswordUrl": "/reset-1", "Password": "" },
              "Vault": { "Password": "@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/a)" },
              "Half": "typed
            """
        },
        { ".env", "PG_HOST=localhost\nPG_PASSWORD=postgres\nEMPTY_PASSWORD=\nTEMPLATE_PASSWORD=${VAULT}\n" },
        { "web.config", """<configuration><!-- <add connectionString="Server=x;User Id=y;Password=old-one-1" /> --><add key="PasswordAttempts" value="5" /></configuration>""" },
        { "appsettings.json", $$"""{ "Db": { "Password": "{{Secrets.Password}}" } } // jitaccess: allow""" },
        {
            "appsettings.json",
            $$"""
            {
              // Known to be dead. jitaccess: allow
              "Db": { "Password": "{{Secrets.Password}}" }
            }
            """
        },
        { "other.json", $$"""{ "Db": { "Password": "{{Secrets.Password}}" } }""" },
    };

    [Theory]
    [MemberData(nameof(Positives))]
    public Task Secret_InAFile_IsReportedWhereItStands(string path, string content) => AnalyzeAsync(path, content);

    [Theory]
    [MemberData(nameof(Negatives))]
    public Task NoSecret_IsNotReported(string path, string content) => AnalyzeAsync(path, content);

    [Theory]
    [InlineData("jitaccess_analyzers.enabled = false")]
    [InlineData("jitaccess_analyzers.excluded_paths = **/appsettings*.json")]
    public Task File_ThatOptionsExclude_IsNotReported(string option) =>
        AnalyzeAsync("appsettings.json", $$"""{ "Db": { "{{Word}}": "{{Secrets.Password}}" } }""", test => test.TestState.AnalyzerConfigFiles.Add(
            ("/.editorconfig", $"root = true\n[*.json]\n{option}\n")));

    [Fact]
    public Task File_ThatAProjectChose_IsRead() =>
        AnalyzeAsync("deploy/values.yaml", $"db:\n  host: db.internal\n  password: {Marked}\n", test => test.TestState.AnalyzerConfigFiles.Add(
            ("/.editorconfig", "root = true\n[*.yaml]\nbuild_metadata.AdditionalFiles.JitAccessSettings = true\n")));

    private static Task AnalyzeAsync(string path, string content, Action<CSharpAnalyzerTest<SettingsFileAnalyzer, DefaultVerifier>>? configure = null) =>
        Verifier.AnalyzeAsync<SettingsFileAnalyzer>("class C { }", test =>
        {
            test.TestState.AdditionalFiles.Add(("/" + path, content));
            configure?.Invoke(test);
        });
}

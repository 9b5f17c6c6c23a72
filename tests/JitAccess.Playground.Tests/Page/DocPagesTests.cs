using global::Playground.Page;

namespace JitAccess.Playground.Tests.Page;

public class DocPagesTests
{
    [Fact]
    public void Render_OfAPage_KeepsLinksWithinTheDocsAndSendsOthersToTheRepository()
    {
        var html = DocPages.Render("README.md").ShouldNotBeNull();

        html.ShouldContain("href=\"vault.md\"");
        DocPages.Render("identity/README.md").ShouldNotBeNull();
        DocPages.Render("nothing.md").ShouldBeNull();
        DocPages.Render("playground.md").ShouldNotBeNull().ShouldContain("href=\"https://github.com/JitAccess/JitAccess/blob/main/samples/Playground");
    }
}

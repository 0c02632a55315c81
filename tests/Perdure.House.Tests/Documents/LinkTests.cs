using Perdure.House.Tests.Support;

namespace Perdure.House.Tests.Documents;

public sealed class LinkTests
{
    [Fact]
    public void Links_lead_somewhere()
    {
        var wrong =
            from file in Repository.FilesOf(".md")
            from link in Markdown.Links(Repository.Read(file))
            where !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)
            let problem = ProblemOf(file, link)
            where problem is not null
            select $"{file}: {link}: {problem}";
        Violations.None(wrong);
    }

    [Fact]
    public void Guides_are_all_linked_from_the_readme()
    {
        var links = Markdown.Links(Repository.Read("README.md")).Select(link => link.Split('#')[0]).ToHashSet();
        // A runbook is found from the page about alerts, which lists them all.
        var runbooks = Markdown.Links(Repository.Read("docs/alerts.md")).Select(link => "docs/" + link.Split('#')[0]);
        Violations.None(Repository.FilesOf(".md", "docs").Except(links).Except(runbooks));
    }

    private static string? ProblemOf(string file, string link)
    {
        var parts = link.Split('#', 2);
        var folder = Path.GetDirectoryName(Repository.PathOf(file))!;
        var target = parts[0].Length == 0 ? Repository.PathOf(file) : Path.GetFullPath(Path.Combine(folder, parts[0]));
        if (!Path.Exists(target))
            return "there is no such file";
        return parts.Length == 2 && !Markdown.Anchors(File.ReadAllText(target)).Contains(parts[1]) ? "there is no such heading" : null;
    }
}

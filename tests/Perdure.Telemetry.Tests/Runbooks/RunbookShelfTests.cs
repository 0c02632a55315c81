using Perdure.Model;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Telemetry.Tests.Runbooks;

public sealed class RunbookShelfTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("perdure-runbooks-").FullName;
    private readonly string _home;

    public RunbookShelfTests() => Directory.CreateDirectory(_home = Path.Combine(_root, "home", "runbooks"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private RunbookShelf Shelf(params string[] runbooks) => new(
        () => new SystemModel { Name = "shop", Alerts = [.. runbooks.Select((runbook, at) => new AlertModel { Name = $"a{at}", Runbook = runbook })] }, Path.Combine(_root, "home"));

    private string Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        File.WriteAllText(full, text);
        return full;
    }

    [Fact]
    public void File_of_a_rule_is_read_as_it_is_now()
    {
        var path = Write("home/runbooks/mine.md", "# Mine\n\n1. `perdure status`: look");
        var shelf = Shelf(path, "https://wiki.example/x", "docs/runbooks/PerdureErrors.md");

        Assert.Equal("Mine", shelf.Find("mine")!.Title);
        Assert.Contains(shelf.All(), runbook => runbook.Name == "mine");
        Assert.Equal(BuiltInRunbooks.All.Count + 1, shelf.All().Count);
        File.WriteAllText(path, "# Other");
        Assert.Equal("Other", shelf.Find("mine")!.Title);
        Assert.Equal("PerdureErrors", shelf.Find("PerdureErrors")!.Title);
        Assert.Null(shelf.Find("x"));
    }

    [Fact]
    public void Rule_may_have_a_page_of_its_own_for_a_built_in_one()
    {
        var shelf = Shelf(Write("home/runbooks/PerdureErrors.md", "# Ours"));

        Assert.Equal("Ours", shelf.Find("PerdureErrors")!.Title);
        Assert.Equal(BuiltInRunbooks.All.Count, shelf.All().Count);
    }

    [Fact]
    public void Nothing_outside_is_read()
    {
        var outside = Write("secret.md", "# secret");
        File.CreateSymbolicLink(Path.Combine(_home, "link.md"), outside);
        Directory.CreateSymbolicLink(Path.Combine(_home, "up"), _root);
        File.CreateSymbolicLink(Path.Combine(_home, "round.md"), Path.Combine(_home, "round.md"));
        Directory.CreateDirectory(Path.Combine(_root, "home2"));
        var shelf = Shelf(
            outside, Path.Combine(_home, "link.md"), Path.Combine(_home, "up", "secret.md"), Path.Combine(_home, "..", "..", "secret.md"), Write("home2/near.md", "# near"),
            Path.Combine(_home, "round.md"), Path.Combine(_home, "none.md"), _home);

        Assert.All(["secret", "link", "near", "round", "none", "runbooks"], name => Assert.Null(shelf.Find(name)));
        Assert.Equal(BuiltInRunbooks.All.Count, shelf.All().Count);
    }

    [Fact]
    public void Link_that_stays_inside_is_followed()
    {
        var real = Write("home/real.md", "# Real");
        File.CreateSymbolicLink(Path.Combine(_home, "linked.md"), "../real.md");

        Assert.Equal("Real", Shelf(Path.Combine(_home, "linked.md")).Find("linked")!.Title);
        Assert.NotNull(real);
    }

    [Fact]
    public void File_that_is_too_large_is_not_read() => Assert.Null(Shelf(Write("home/runbooks/big.md", new string('a', RunbookParser.LengthMax + 1))).Find("big"));
}

using System.Text.Json;
using Perdure.Tests.Support;

namespace Perdure.Tests.Commands;

public sealed class StatusCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Node_that_is_not_there_is_one_line_and_exits_with_1()
    {
        var outcome = await Executable.RunAsync(_folder.Path, "status", "--admin", "http://127.0.0.1:1");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        var line = Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.Contains("cannot reach a node at http://127.0.0.1:1/", line, StringComparison.Ordinal);
        Assert.Contains("PERDURE_ADMIN", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_is_shown_and_changed_by_the_commands()
    {
        _folder.Write("perdure.yaml", SystemFiles.Good);
        await using var node = await RunningNode.StartAsync(_folder.Path);
        var admin = node.Admin.ToString();

        var drain = await Executable.RunAsync(_folder.Path, "drain", "catalog", "catalog-1", "--admin", admin);
        var breaker = await Executable.RunAsync(_folder.Path, "breaker", "open", "catalog", "catalog-2", "--admin", admin, "-o", "json");
        var unknown = await Executable.RunAsync(_folder.Path, "drain", "catalog", "catalog-9", "--admin", admin);
        var table = await Executable.RunAsync(_folder.Path, "status", "--admin", admin);
        var json = await Executable.RunAsync(_folder.Path, "status", "--admin", admin, "--output", "json");

        Assert.True(drain.ExitCode == 0, drain.Error);
        Assert.StartsWith("catalog/catalog-1 drained", drain.Output, StringComparison.Ordinal);
        Assert.Equal("open", JsonElement.Parse(breaker.Output).GetProperty("breaker").GetProperty("mode").GetString());
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("Did you mean", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("drained", table.Output, StringComparison.Ordinal);
        Assert.Contains("forced-open", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table.Output);
        var report = JsonElement.Parse(json.Output);
        Assert.Equal("gateway-1", report.GetProperty("node").GetProperty("node").GetString());
        Assert.Equal("drained", report.GetProperty("services")[0].GetProperty("instances")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Token_comes_from_the_environment_and_never_shows()
    {
        _folder.Write("perdure.yaml", SystemFiles.Good.Replace(
            "admin: { address: \"127.0.0.1:0\" }",
            "admin: { address: \"127.0.0.1:0\", tokens: [{ name: ops, role: operator, token: top-secret }] }",
            StringComparison.Ordinal));
        await using var node = await RunningNode.StartAsync(_folder.Path);
        var admin = node.Admin.ToString();

        var without = await Executable.RunAsync(_folder.Path, "status", "--admin", admin);
        var start = Executable.Command(Executable.Path, _folder.Path, "drain", "catalog", "catalog-1", "--admin", admin);
        start.Environment["PERDURE_TOKEN"] = "top-secret";
        var with = await Executable.RunAsync(start);

        Assert.Equal(1, without.ExitCode);
        Assert.Contains("PERDURE_TOKEN", without.Error, StringComparison.Ordinal);
        Assert.True(with.ExitCode == 0, with.Error);
        await node.LogsAsync("ops asked for drain");
        Assert.DoesNotContain("top-secret", node.Log, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using System.Text.Json;
using Perdure.Client.Elections;
using Perdure.Client.Members;
using Perdure.Tests.Support;

namespace Perdure.Tests.Commands;

public sealed class LeaderCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Leader_is_shown_and_nobody_exits_with_1()
    {
        await using var node = await ServiceNode.StartAsync();
        var nobody = await Executable.RunAsync(_folder.Path, "leader", "billing", "--admin", node.Address);
        await using var leader = await node.Client.Elections.CampaignAsync("billing", new CampaignOptions { Candidate = "a", Value = "http://a", Ttl = ServiceNode.LongTtl });

        var text = await Executable.RunAsync(_folder.Path, "leader", "billing", "--admin", node.Address);
        var json = await Executable.RunAsync(_folder.Path, "leader", "billing", "--admin", node.Address, "--output", "json");

        Assert.Equal((1, ""), (nobody.ExitCode, nobody.Output));
        Assert.Contains("nobody leads \"billing\"", nobody.Error, StringComparison.Ordinal);
        Assert.Equal((0, $"a (token {leader.Token}) http://a\n"), (text.ExitCode, text.Output));
        Assert.Equal(leader.Token, JsonElement.Parse(json.Output).GetProperty("token").GetInt64());
    }

    [Fact]
    public async Task Watch_writes_a_line_for_each_change()
    {
        await using var node = await ServiceNode.StartAsync();
        using var watching = Process.Start(
            Executable.Command(Executable.Path, _folder.Path, "leader", "billing", "--watch", "--admin", node.Address))!;
        try
        {
            var nobody = await watching.StandardOutput.ReadLineAsync();
            var leader = await node.Client.Elections.CampaignAsync("billing", new CampaignOptions { Candidate = "a", Ttl = ServiceNode.LongTtl });
            var somebody = await watching.StandardOutput.ReadLineAsync();
            await leader.DisposeAsync();
            var again = await watching.StandardOutput.ReadLineAsync();

            Assert.Equal(("nobody", $"a (token {leader.Token})", "nobody"), (nobody, somebody, again));
        }
        finally
        {
            watching.Kill();
            await watching.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Members_are_shown()
    {
        await using var node = await ServiceNode.StartAsync();
        await using var member = await node.Client.Members.JoinAsync("workers", "w1", new MemberInfo { Address = "10.0.0.7:80" }, new JoinOptions { Ttl = ServiceNode.LongTtl });

        var table = await Executable.RunAsync(_folder.Path, "members", "--admin", node.Address);
        var group = await Executable.RunAsync(_folder.Path, "members", "workers", "--admin", node.Address);
        var json = await Executable.RunAsync(_folder.Path, "members", "--output", "json", "--admin", node.Address);

        Assert.True(table.ExitCode == 0, table.Error);
        Assert.Contains("gateway-1", table.Output, StringComparison.Ordinal);
        Assert.Contains("workers", table.Output, StringComparison.Ordinal);
        Assert.Contains("10.0.0.7:80", group.Output, StringComparison.Ordinal);
        Assert.Equal("gateway-1", JsonElement.Parse(json.Output).GetProperty("nodes")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("leader")]
    [InlineData("members")]
    public async Task Node_that_is_not_there_is_one_line_and_exits_with_1(string command)
    {
        string[] args = command == "leader" ? [command, "billing"] : [command];
        var outcome = await Executable.RunAsync(_folder.Path, [.. args, "--admin", "http://127.0.0.1:1,http://127.0.0.1:2"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Empty(outcome.Output);
        Assert.Contains("PERDURE_ADMIN", Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}

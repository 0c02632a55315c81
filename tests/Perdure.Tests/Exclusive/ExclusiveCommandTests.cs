using System.Globalization;
using Perdure.Client.Elections;
using Perdure.Client.Locks;
using Perdure.Tests.Support;

namespace Perdure.Tests.Exclusive;

public sealed class ExclusiveCommandTests : IDisposable
{
    private const string Announce = "echo $$ $PERDURE_FENCING_TOKEN $PERDURE_ELECTION; ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Command_runs_while_leading_and_its_end_is_the_end()
    {
        await using var node = await ServiceNode.StartAsync();

        var outcome = await Executable.RunAsync(
            _folder.Path, "exec", "--admin", node.Address, "--leader", "billing", "--", "sh", "-c",
            "echo $PERDURE_ELECTION $PERDURE_FENCING_TOKEN $PERDURE_LEASE; exit 7");

        Assert.True(outcome.ExitCode == 7, outcome.Error);
        Assert.Matches("^billing [1-9][0-9]* [0-9a-f]{16}\n$", outcome.Output);
        Assert.Null((await node.Client.Elections.GetAsync("billing")).Leader);
    }

    [Fact]
    public async Task Command_waits_for_the_lock_and_gives_it_back()
    {
        await using var node = await ServiceNode.StartAsync();
        var held = await node.Client.Locks.AcquireAsync("report", new LockOptions { Ttl = ServiceNode.LongTtl });
        await using var exec = new RunningExec(_folder.Path, node.Address, "--lock", "report", "--", "sh", "-c", "echo $PERDURE_LOCK");
        await Eventually.TrueAsync(async () => (await node.Client.Locks.GetAsync("report")).Waiting == 1, () => exec.Error);

        var before = exec.Output;
        await held.ReleaseAsync();

        Assert.Empty(before);
        Assert.Equal(0, await exec.EndAsync());
        Assert.Equal("report", Assert.Single(exec.Output));
        Assert.Null((await node.Client.Locks.GetAsync("report")).Owner);
    }

    [Fact]
    public async Task Signal_is_passed_on_and_the_exit_code_is_the_commands()
    {
        await using var node = await ServiceNode.StartAsync();
        await using var exec = Lead(node, "trap 'exit 9' TERM; " + Announce + "while :; do sleep 0.1; done");
        await exec.LineAsync(1);

        exec.Signal("TERM");

        Assert.Equal(9, await exec.EndAsync());
        Assert.Null((await node.Client.Elections.GetAsync("billing")).Leader);
    }

    [Fact]
    public async Task Signal_while_waiting_ends_the_wait()
    {
        await using var node = await ServiceNode.StartAsync();
        await using var leader = await node.Client.Elections.CampaignAsync("billing", new CampaignOptions { Ttl = ServiceNode.LongTtl });
        await using var exec = Lead(node, Announce);
        await CandidatesAsync(node, 2);

        exec.Signal("TERM");

        Assert.Equal(128 + 15, await exec.EndAsync());
        Assert.Empty(exec.Output);
        await CandidatesAsync(node, 1);
    }

    [Fact]
    public async Task Command_does_not_outlive_an_exec_that_is_killed()
    {
        await using var node = await ServiceNode.StartAsync();
        await using var exec = Lead(node, "trap '' TERM HUP; " + Announce + "while :; do sleep 0.1; done");
        var pid = Pid(await exec.LineAsync(1));

        exec.Signal("KILL");

        await Eventually.TrueAsync(() => !RunningExec.Lives(pid), () => $"{pid} lives");
    }

    [Fact]
    public async Task Command_that_will_not_end_is_killed_when_leadership_is_lost_and_runs_again_with_a_greater_token()
    {
        await using var node = await ServiceNode.StartAsync();
        await using var exec = Lead(node, "trap '' TERM; " + Announce + "while :; do sleep 0.1; done", "8s");
        var first = await exec.LineAsync(1);

        node.StoreLost = true;
        await Eventually.TrueAsync(() => !RunningExec.Lives(Pid(first)), () => exec.Error);
        node.StoreLost = false;
        var second = await exec.LineAsync(2);

        Assert.NotEqual(Pid(first), Pid(second));
        Assert.True(Token(second) > Token(first), $"{first}, {second}");
        await Eventually.TrueAsync(() => exec.Error.Contains("could not be renewed in time", StringComparison.Ordinal), () => exec.Error);
    }

    [Fact]
    public async Task Once_ends_with_the_loss()
    {
        await using var node = await ServiceNode.StartAsync();
        await using var exec = Lead(node, Announce + "while :; do sleep 0.1; done", "3s", "--once");
        await exec.LineAsync(1);

        node.StoreLost = true;

        Assert.Equal(1, await exec.EndAsync());
    }

    [Fact]
    public async Task Command_ends_before_another_leads_even_when_exec_stands_still()
    {
        // The guardian kills it three tenths of a second before: a machine that stands still for longer may let it live on once.
        var lived = true;
        for (var chance = 0; lived && chance < 5; chance++)
        {
            await using var node = await ServiceNode.StartAsync();
            await using var exec = Lead(node, Announce + "while :; do sleep 0.1; done", "3s");
            var first = await exec.LineAsync(1);
            var next = node.Client.Elections.CampaignAsync("billing", new CampaignOptions { Candidate = "other", Ttl = ServiceNode.LongTtl });
            await CandidatesAsync(node, 2);

            exec.Signal("STOP");
            await using (var other = await next)
            {
                lived = RunningExec.Lives(Pid(first));
                Assert.True(other.Token > Token(first));
            }

            exec.Signal("CONT");
            Assert.True(Token(await exec.LineAsync(2)) > Token(first));
        }

        Assert.False(lived, "it lives while another leads");
    }

    [Fact]
    public async Task Command_that_is_not_there_is_said()
    {
        await using var node = await ServiceNode.StartAsync();

        var outcome = await Executable.RunAsync(
            _folder.Path, "exec", "--admin", node.Address, "--leader", "billing", "--", "./there-is-no-such-command");

        Assert.Equal(127, outcome.ExitCode);
        Assert.Contains("there-is-no-such-command", outcome.Error, StringComparison.Ordinal);
    }

    // Who is to lose the leadership gets a short time to live.
    private RunningExec Lead(ServiceNode node, string script, string ttl = "30s", params string[] more) =>
        new(_folder.Path, node.Address, ["--leader", "billing", "--ttl", ttl, .. more, "--", "sh", "-c", script]);

    private static Task CandidatesAsync(ServiceNode node, int count) => Eventually.TrueAsync(
        async () => (await node.Client.Elections.GetAsync("billing")).Candidates == count, () => $"{count} candidates");

    private static int Pid(string line) => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);

    private static long Token(string line) => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
}

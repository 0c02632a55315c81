using System.Net.Sockets;
using System.Text.Json;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes;

public sealed class NodeHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Node_serves_and_stops_with_0_at_sigterm()
    {
        _folder.Write("perdure.yaml", SystemFiles.Good);
        await using var node = await RunningNode.StartAsync(_folder.Path, "--node", "gateway-7");

        var status = await node.StatusAsync();
        node.Signal("TERM");
        var outcome = await node.EndAsync();

        Assert.Equal("ready", status.GetProperty("state").GetString());
        Assert.Equal("gateway-7", status.GetProperty("node").GetString());
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Empty(outcome.Output);
        Assert.Contains("node-stopped", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_signal_stops_at_once()
    {
        _folder.Write("perdure.yaml", SystemFiles.Good);
        await using var node = await RunningNode.StartAsync(_folder.Path, "--drain-grace", "3600");

        node.Signal("INT");
        await node.LogsAsync("node-stopping");
        node.Signal("INT");
        var outcome = await node.EndAsync();

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("node-stopping-at-once", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_goes_bad_is_refused_and_the_last_good_plan_goes_on()
    {
        _folder.Write("perdure.yaml", SystemFiles.Good);
        await using var node = await RunningNode.StartAsync(_folder.Path);

        _folder.Write("perdure.yaml", SystemFiles.TwoErrors);
        var refused = await node.ReloadedAsync(ok: false);
        _folder.Write("perdure.yaml", SystemFiles.Good.Replace("catalog-2", "catalog-3", StringComparison.Ordinal));
        var accepted = await node.ReloadedAsync(ok: true);

        Assert.Equal("ready", refused.GetProperty("state").GetString());
        Assert.Equal(1, refused.GetProperty("plan").GetProperty("version").GetInt32());
        Assert.Equal(2, refused.GetProperty("lastReload").GetProperty("errors").GetArrayLength());
        await node.LogsAsync("reload-refused");
        Assert.Equal(2, accepted.GetProperty("plan").GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Sighup_reloads_without_watching_and_keeps_the_node_up()
    {
        _folder.Write("perdure.yaml", SystemFiles.Good);
        await using var node = await RunningNode.StartAsync(_folder.Path, "--watch", "false", "--log", "json");

        node.Signal("HUP");
        var status = await node.ReloadedAsync(ok: true);

        Assert.Equal(2, status.GetProperty("plan").GetProperty("version").GetInt32());
        await node.LogsAsync("reload-accepted");
        var line = node.Log.Split('\n').First(text => text.Contains("reload-accepted", StringComparison.Ordinal));
        Assert.Equal("SIGHUP", JsonElement.Parse(line).GetProperty("why").GetString());
    }

    [Fact]
    public async Task Admin_address_that_is_taken_is_one_line_and_exits_with_1()
    {
        using var other = new TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        _folder.Write("perdure.yaml", SystemFiles.Good.Replace(
            "admin: { address: \"127.0.0.1:0\" }", $"admin: {{ address: \"{other.LocalEndpoint}\" }}", StringComparison.Ordinal));

        var outcome = await Executable.RunAsync(_folder.Path, "run");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"perdure: cannot open the admin address {other.LocalEndpoint}", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }
}

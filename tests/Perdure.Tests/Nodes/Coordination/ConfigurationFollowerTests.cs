using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console.Configuration;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;
using Perdure.Load.Tests;
using Perdure.Model;
using Perdure.Model.Reading;
using Perdure.Nodes;
using Perdure.Nodes.Coordination;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Coordination;

public sealed class ConfigurationFollowerTests : IAsyncLifetime
{
    private static readonly SystemModel Own = ServingGateway.Model(SystemFiles.Good);
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly FakeSystemFile _file = new();
    private readonly FakePlanes _planes = new(Own);
    private SharedOnOneNode _shared = null!;
    private Reloader _reloader = null!;
    private LastGoodConfiguration _lastGood = null!;
    private ConfigurationFollower _follower = null!;

    public async Task InitializeAsync()
    {
        _shared = await SharedOnOneNode.StartAsync();
        _file.Holds(Own);
        _reloader = new Reloader(_file, _planes, _planes, _ => { }, TimeProvider.System, NullLogger.Instance);
        _reloader.Started("1", Own);
        _lastGood = new LastGoodConfiguration(_folder.Path);
        var lease = await _shared.LeaseAsync();
        _follower = new ConfigurationFollower(
            _shared.State.Configuration, _reloader, _lastGood, () => new ErrorCount(7, 1), () => lease, "gateway-1", _time, NullLogger.Instance);
        _shared.State.Changed += _follower.Wake;
    }

    public async Task DisposeAsync()
    {
        _shared.State.Changed -= _follower.Wake;
        await _follower.DisposeAsync();
        await _shared.DisposeAsync();
        _reloader.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Version_that_is_applied_comes_into_force_is_reported_and_kept()
    {
        _follower.Start(null);

        await ApplyAsync(SystemFiles.Good.Replace("catalog-2", "catalog-9", StringComparison.Ordinal));

        await Eventually.TrueAsync(() => _follower.Status.Version == 1, Describe);
        Assert.Equal("catalog-9", _planes.Model.Services[0].Instances[1].Id);
        await Eventually.TrueAsync(
            () => _shared.State.Configuration.Reports.GetValueOrDefault("gateway-1") is { Version: 1, Ok: true, Requests: 7, Failed: 1 }, Describe);
        Assert.Equal(1, _lastGood.Read()!.Version);
    }

    [Fact]
    public async Task Version_that_cannot_be_loaded_is_reported_and_the_last_good_goes_on()
    {
        _follower.Start(null);
        await ApplyAsync(SystemFiles.Good.Replace("catalog-2", "catalog-9", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => _follower.Status.Version == 1, Describe);

        await ApplyAsync(SystemFiles.TwoErrors);

        await Eventually.TrueAsync(() => _follower.Status is { Target: 2, Problem: not null }, Describe);
        Assert.Equal(1, _follower.Status.Version);
        Assert.StartsWith("configuration-2:", _follower.Status.Problem, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            () => _shared.State.Configuration.Reports.GetValueOrDefault("gateway-1") is { Version: 2, Ok: false, Error: not null }, Describe);
        Assert.Equal(1, _lastGood.Read()!.Version);
        Assert.Equal("catalog-9", _planes.Model.Services[0].Instances[1].Id);
    }

    [Fact]
    public async Task Version_that_was_refused_is_tried_again_when_the_own_file_changes()
    {
        _follower.Start(null);
        _planes.Refusal = "port 80 is taken";
        await ApplyAsync(SystemFiles.Good);
        await Eventually.TrueAsync(() => _follower.Status.Problem is not null, Describe);

        _planes.Refusal = null;
        await _reloader.ReloadAsync("a test", CancellationToken.None);

        await Eventually.TrueAsync(() => _follower.Status is { Version: 1, Problem: null }, Describe);
    }

    [Fact]
    public async Task Version_that_was_refused_is_tried_again_after_a_while()
    {
        _follower.Start(null);
        _planes.Refusal = "port 80 is taken";
        await ApplyAsync(SystemFiles.Good);
        await Eventually.TrueAsync(() => _follower.Status.Problem is not null, Describe);

        _planes.Refusal = null;
        _time.Advance(TimeSpan.FromSeconds(16));

        await Eventually.TrueAsync(() => _follower.Status is { Version: 1, Problem: null }, Describe);
    }

    [Fact]
    public async Task Follower_of_a_node_that_stops_takes_no_other_version()
    {
        _follower.Start(null);
        await _follower.StopAsync();

        await ApplyAsync(SystemFiles.Good);
        await Eventually.TrueAsync(() => _follower.Status.Target == 1, Describe);

        Assert.Equal(0, _follower.Status.Version);
        Assert.Same(Own, _planes.Model);
    }

    [Fact]
    public async Task Rollback_that_is_done_is_said_to_be_done_although_the_store_is_lost_just_then()
    {
        var file = new SystemFile(_folder.Write("perdure.yaml", SystemFiles.Good), new SystemFileOptions());
        await using var gateway = await ServingGateway.StartAsync();
        var control = new SharedControl(
            _shared.State, new FlagFollower(gateway.Server, _shared.State.Flags), _follower, _reloader, file, new SystemFileOptions());
        await ApplyAsync(SystemFiles.Good);
        await ApplyAsync(SystemFiles.Good.Replace("catalog-2", "catalog-9", StringComparison.Ordinal));
        _shared.Store.FaultAfterCommit = CoordinationFailure.Unavailable;

        var answer = await control.RollbackAsync(1, "ops", CancellationToken.None);

        Assert.True(answer is { Changed: true, Version: 3, Diff: "" });
    }

    [Fact]
    public async Task Withdrawal_brings_the_own_file_back()
    {
        _follower.Start(null);
        await ApplyAsync(SystemFiles.Good.Replace("catalog-2", "catalog-9", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => _follower.Status.Version == 1, Describe);

        await _shared.State.Configuration.WithdrawAsync("ops");

        await Eventually.TrueAsync(() => _follower.Status is { Version: 0, Target: 0 }, Describe);
        Assert.Equal("catalog-2", _planes.Model.Services[0].Instances[1].Id);
        await Eventually.TrueAsync(() => _lastGood.Read() is null, Describe);
    }

    [Fact]
    public async Task Problem_of_the_start_is_told_until_another_version_comes()
    {
        await ApplyAsync(SystemFiles.TwoErrors);

        _follower.Start("configuration-1:1:1: broken");

        Assert.Equal(new FollowStatus { Version = 0, Target = 1, Problem = "configuration-1:1:1: broken" }, _follower.Status);
        await ApplyAsync(SystemFiles.Good);
        await Eventually.TrueAsync(() => _follower.Status is { Version: 2, Problem: null }, Describe);
    }

    [Fact]
    public async Task Operators_see_what_would_change_and_nothing_is_applied_by_looking()
    {
        var file = new SystemFile(_folder.Write("perdure.yaml", SystemFiles.Good), new SystemFileOptions());
        await using var gateway = await ServingGateway.StartAsync();
        var control = new SharedControl(
            _shared.State, new FlagFollower(gateway.Server, _shared.State.Flags), _follower, _reloader, file, new SystemFileOptions());
        var request = new ApplyRequest
        {
            Text = SystemFiles.Good.Replace("catalog-2", "catalog-9", StringComparison.Ordinal),
            By = "ops",
            Name = "next.yaml",
            DryRun = true,
        };

        var looked = await control.ApplyAsync(request, CancellationToken.None);
        var broken = await control.ApplyAsync(request with { Text = SystemFiles.TwoErrors, DryRun = false }, CancellationToken.None);
        var applied = await control.ApplyAsync(request with { DryRun = false }, CancellationToken.None);
        var again = await control.ApplyAsync(request with { DryRun = false }, CancellationToken.None);

        Assert.True(looked is { Ok: true, Changed: false, Version: 0 });
        Assert.StartsWith($"--- {file.Path} of gateway-1\n+++ next.yaml\n", looked.Diff, StringComparison.Ordinal);
        Assert.False(broken.Ok);
        Assert.Equal(2, broken.Remarks.Count(remark => remark is { Severity: "error", Line: > 0, Column: > 0 }));
        Assert.True(applied is { Ok: true, Changed: true, Version: 1, Previous: 0 });
        Assert.True(again is { Changed: false, Version: 1, Diff: "" });
    }

    private Task ApplyAsync(string text) => _shared.State.Configuration.ApplyAsync(text, "ops");

    private string Describe() => _follower.Status.ToString();
}

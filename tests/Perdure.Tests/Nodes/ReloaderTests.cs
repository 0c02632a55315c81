using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;
using Perdure.Nodes;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes;

public sealed class ReloaderTests : IDisposable
{
    private readonly FakeSystemFile _file = new();
    private readonly FakePlanes _planes = new(Model("old"));
    private readonly List<AdminModel> _admin = [];
    private readonly Reloader _reloader;

    public ReloaderTests()
    {
        _reloader = new Reloader(_file, _planes, _planes, _admin.Add, TimeProvider.System, NullLogger.Instance);
        _reloader.Started("1");
    }

    public void Dispose() => _reloader.Dispose();

    [Fact]
    public async Task File_that_is_good_starts_what_is_new_then_swaps_then_stops_what_is_gone()
    {
        _file.Holds(Model("new"));

        Assert.True(await _reloader.ReloadAsync("a test", CancellationToken.None));

        Assert.Equal(["prepare old new", "swap new", "settle new"], _planes.Calls);
        Assert.True(_reloader.Last!.Ok);
        Assert.Empty(_reloader.Last.Errors);
    }

    [Fact]
    public async Task Text_that_runs_is_that_of_the_last_good_file()
    {
        Assert.Equal("1", _reloader.OwnText);
        _file.Content = "2";
        _file.HoldsAnError("no instances");
        await _reloader.ReloadAsync("a test", CancellationToken.None);
        Assert.Equal("1", _reloader.OwnText);

        _file.Holds(Model("new"));
        await _reloader.ReloadAsync("a test", CancellationToken.None);

        Assert.Equal("2", _reloader.OwnText);
    }

    [Fact]
    public async Task File_with_errors_changes_nothing_and_shows_why()
    {
        _file.HoldsAnError("no instances");

        Assert.False(await _reloader.ReloadAsync("a test", CancellationToken.None));

        Assert.Empty(_planes.Calls);
        Assert.Empty(_admin);
        Assert.False(_reloader.Last!.Ok);
        var error = Assert.Single(_reloader.Last.Errors);
        Assert.Equal("perdure.yaml:3:7", error.Place);
        Assert.Equal("services.catalog: no instances; fix it", error.What);
    }

    [Fact]
    public async Task Swap_that_is_refused_puts_the_processes_back_and_shows_why()
    {
        _file.Holds(Model("new"));
        _planes.Refusal = "port 80 is taken";

        Assert.False(await _reloader.ReloadAsync("a test", CancellationToken.None));

        Assert.Equal(["prepare old new", "settle old"], _planes.Calls);
        Assert.Equal("port 80 is taken", Assert.Single(_reloader.Last!.Errors).Message);
        Assert.Empty(_admin);
    }

    [Fact]
    public async Task File_that_is_mended_after_a_refusal_comes_into_force()
    {
        _file.HoldsAnError("no instances");
        await _reloader.ReloadAsync("a test", CancellationToken.None);
        _file.Holds(Model("new"));

        Assert.True(await _reloader.ReloadAsync("a test", CancellationToken.None));
        Assert.True(_reloader.Last!.Ok);
    }

    [Fact]
    public async Task Tokens_apply_and_a_changed_admin_address_asks_for_a_restart()
    {
        var token = new AdminToken { Name = "ops", Role = AdminRole.Operator, Token = "secret" };
        var next = Model("new") with
        {
            Node = new NodeModel { Id = "other" },
            Admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 1234), Tokens = [token] },
        };
        _file.Holds(next);

        await _reloader.ReloadAsync("a test", CancellationToken.None);

        Assert.Equal(token, Assert.Single(Assert.Single(_admin).Tokens));
        Assert.Equal(9090, _planes.Model.Admin.Address.Port);
        Assert.Equal("node-1", _planes.Model.Node.Id);
        Assert.Equal(["node.id", "admin.address"], _reloader.Last!.Warnings.Select(warning => warning.Path));
        Assert.True(_reloader.Last.Ok);
    }

    [Fact]
    public async Task File_that_was_refused_is_not_news_until_it_changes_again()
    {
        _file.Content = "2";
        Assert.False(_reloader.FileChanged());
        Assert.True(_reloader.FileChanged());
        _file.HoldsAnError("no instances");

        await _reloader.ReloadAsync("a test", CancellationToken.None);

        Assert.False(_reloader.FileChanged());
        Assert.False(_reloader.FileChanged());
    }

    [Fact]
    public async Task Store_that_changes_asks_for_a_restart_and_the_same_store_does_not()
    {
        var etcd = new CoordinationModel { Engine = CoordinationEngine.Etcd, Endpoints = [new Uri("http://127.0.0.1:2379")] };
        var planes = new FakePlanes(Model("old") with { Coordination = etcd });
        using var reloader = new Reloader(_file, planes, planes, _admin.Add, TimeProvider.System, NullLogger.Instance);
        _file.Holds(Model("same") with { Coordination = etcd with { Endpoints = [new Uri("http://127.0.0.1:2379")] } });
        await reloader.ReloadAsync("a test", CancellationToken.None);
        var same = reloader.Last!.Warnings.Count;
        _file.Holds(Model("other") with { Coordination = etcd with { Endpoints = [new Uri("http://10.0.0.1:2379")] } });

        await reloader.ReloadAsync("a test", CancellationToken.None);

        Assert.Equal(0, same);
        Assert.Equal(["coordination"], reloader.Last.Warnings.Select(warning => warning.Path));
        Assert.Equal(etcd.Endpoints[0], planes.Model.Coordination.Endpoints[0]);
    }

    [Fact]
    public async Task Shared_version_comes_into_force_and_the_own_file_keeps_what_makes_the_node()
    {
        var own = Model("shop") with { Node = new NodeModel { Id = "node-1", Zone = "eu-a" } };
        _reloader.Started("1", own);
        var swapped = 0;
        _reloader.Swapped += () => swapped++;

        var problem = await _reloader.FollowAsync(Applied(4, Text("shop", "catalog-9")), CancellationToken.None);

        Assert.Null(problem);
        Assert.Equal(4, _reloader.Applied!.Version);
        Assert.Equal("eu-a", _planes.Model.Node.Zone);
        Assert.Equal("catalog-9", _planes.Model.Services[0].Instances[0].Id);
        Assert.Equal(1, swapped);
    }

    [Theory]
    [InlineData("services: [", "configuration-4:1:")]
    [InlineData("", "configuration-4:")]
    public async Task Shared_version_that_cannot_be_read_changes_nothing_and_says_where(string text, string place)
    {
        _reloader.Started("1", Model("shop"));

        var problem = await _reloader.FollowAsync(Applied(4, text), CancellationToken.None);

        Assert.StartsWith(place, problem, StringComparison.Ordinal);
        Assert.Null(_reloader.Applied);
        Assert.Empty(_planes.Calls);
    }

    [Fact]
    public async Task Shared_version_that_cannot_be_opened_puts_the_processes_back()
    {
        _reloader.Started("1", Model("shop"));
        _planes.Refusal = "port 80 is taken";

        var problem = await _reloader.FollowAsync(Applied(4, Text("shop", "catalog-9")), CancellationToken.None);

        Assert.Equal("port 80 is taken", problem);
        Assert.Null(_reloader.Applied);
        Assert.Equal(["prepare old shop", "settle old"], _planes.Calls);
    }

    [Fact]
    public async Task Own_file_that_changes_under_a_shared_version_counts_for_the_node_alone_and_says_so()
    {
        _reloader.Started("1", Model("shop"));
        await _reloader.FollowAsync(Applied(4, Text("shop", "catalog-9")), CancellationToken.None);
        var token = new AdminToken { Name = "ops", Role = AdminRole.Operator, Token = "secret" };
        _file.Holds(Model("shop") with { Admin = new AdminModel { Tokens = [token] } });

        Assert.True(await _reloader.ReloadAsync("a test", CancellationToken.None));

        Assert.Equal("catalog-9", _planes.Model.Services[0].Instances[0].Id);
        Assert.Equal(token, Assert.Single(_admin[^1].Tokens));
        Assert.Contains("version 4 of the shared configuration is in force", Assert.Single(_reloader.Last!.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawal_brings_the_own_file_back_and_its_last_good_text_when_it_is_broken()
    {
        _reloader.Started("1", Model("shop"));
        await _reloader.FollowAsync(Applied(4, Text("shop", "catalog-9")), CancellationToken.None);
        _file.HoldsAnError("no instances");

        Assert.Null(await _reloader.FollowAsync(null, CancellationToken.None));

        Assert.Null(_reloader.Applied);
        Assert.Empty(_planes.Model.Services);
        Assert.False(_reloader.Last!.Ok);
    }

    private static AppliedConfiguration Applied(long version, string text) =>
        new() { Version = version, Digest = "", By = "ops", At = default, Text = text };

    private static string Text(string system, string instance) =>
        SystemFiles.Good.Replace("system: shop", "system: " + system, StringComparison.Ordinal).Replace("catalog-1", instance, StringComparison.Ordinal);

    private static SystemModel Model(string name) => new() { Name = name, Node = new NodeModel { Id = "node-1" } };
}

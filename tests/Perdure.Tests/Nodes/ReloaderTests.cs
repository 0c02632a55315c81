using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Model;
using Perdure.Nodes;

namespace Perdure.Tests.Nodes;

public sealed class ReloaderTests
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

    private static SystemModel Model(string name) => new() { Name = name, Node = new NodeModel { Id = "node-1" } };
}

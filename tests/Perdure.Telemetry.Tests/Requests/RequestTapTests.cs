using System.Text;
using System.Text.Json;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Requests;

public sealed class RequestTapTests
{
    private readonly RequestTap _tap = new();

    [Fact]
    public async Task Who_watches_sees_requests_without_their_queries_until_he_leaves()
    {
        Assert.False(_tap.IsWatched);
        var listener = _tap.Listen(new TapFilter())!;
        Assert.True(_tap.IsWatched);

        _tap.Offer(Records.Of(id: "1", target: "/a?token=secret"));
        await listener.WaitAsync(CancellationToken.None);
        var seen = Taken(listener);
        listener.Dispose();
        _tap.Offer(Records.Of(id: "2"));

        Assert.Equal(("1", "/a"), (Assert.Single(seen).GetProperty("requestId").GetString(), seen[0].GetProperty("path").GetString()));
        Assert.Empty(Taken(listener));
        Assert.False(_tap.IsWatched);
    }

    [Fact]
    public void Filters_hold()
    {
        using var route = _tap.Listen(new TapFilter { Route = "browse" })!;
        using var failed = _tap.Listen(new TapFilter { MinStatus = 500 })!;
        using var none = _tap.Listen(new TapFilter { Sample = 1e-9 })!;

        _tap.Offer(Records.Of(id: "1", route: "browse", status: 404));
        _tap.Offer(Records.Of(id: "2", route: "pay", status: 503));
        _tap.Offer(Records.Of(id: "3", route: null, status: 404));

        Assert.Equal(["1"], Ids(route));
        Assert.Equal(["2"], Ids(failed));
        Assert.Empty(Ids(none));
    }

    [Fact]
    public void Each_sees_so_many_a_second_at_most_and_what_is_not_taken_is_bounded()
    {
        using var listener = _tap.Listen(new TapFilter())!;

        for (var at = 0; at < 100; at++)
            _tap.Offer(Records.Of());

        Assert.Equal(TapListener.PerSecondMax, Taken(listener).Length);
    }

    [Fact]
    public void So_many_watch_at_most_and_a_place_that_is_left_is_free()
    {
        var all = Enumerable.Range(0, RequestTap.ListenersMax).Select(_ => _tap.Listen(new TapFilter())!).ToArray();
        Assert.All(all, Assert.NotNull);
        Assert.Null(_tap.Listen(new TapFilter()));

        all[0].Dispose();

        Assert.NotNull(_tap.Listen(new TapFilter()));
    }

    private static string[] Ids(TapListener listener) => [.. Taken(listener).Select(one => one.GetProperty("requestId").GetString()!)];

    private static JsonElement[] Taken(TapListener listener)
    {
        var all = new List<JsonElement>();
        for (var one = listener.TryTake(); one.Length > 0; one = listener.TryTake())
            all.Add(JsonElement.Parse(Encoding.UTF8.GetString(one)));
        return [.. all];
    }
}

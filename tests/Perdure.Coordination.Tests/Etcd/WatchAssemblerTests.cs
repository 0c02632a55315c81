using Google.Protobuf;
using Perdure.Coordination.Etcd.Protocol;
using Perdure.Coordination.Etcd.Translation;
using Perdure.Coordination.Etcd.Watching;

namespace Perdure.Coordination.Tests.Etcd;

public sealed class WatchAssemblerTests
{
    private readonly Answers _answers = new(new KeyMap("/p"));

    [Fact]
    public void Events_that_were_delivered_are_dropped()
    {
        var watch = new WatchAssembler(_answers, 5);
        Assert.Equal(4, watch.Begin(9, 9)!.Revision);
        Assert.Equal(6, watch.Take(Events(false, 5, 6), false)!.Revision);
        Assert.Null(watch.Begin(9, 9));
        Assert.Equal(7, watch.Next);
        Assert.Null(watch.Take(Events(false, 5, 6), false));
        Assert.Equal([7L], watch.Take(Events(false, 6, 7), false)!.Events.Select(happened => happened.Entry.ModRevision));
    }

    [Fact]
    public void Revision_in_fragments_is_held_back_until_it_is_whole()
    {
        var watch = new WatchAssembler(_answers, 5);
        watch.Begin(9, 9);
        var first = watch.Take(Events(true, 5, 6, 6), false)!;
        Assert.Equal((5, 1), ((int)first.Revision, first.Events.Length));
        Assert.Null(watch.Take(Events(true, 6, 6), false));
        Assert.Equal(6, watch.Next);
        var second = watch.Take(Events(false, 6, 7), false)!;
        Assert.Equal((7, 6), ((int)second.Revision, second.Events.Length));
    }

    [Fact]
    public void Fragments_of_a_stream_that_broke_are_forgotten()
    {
        var watch = new WatchAssembler(_answers, 5);
        watch.Begin(9, 9);
        Assert.Null(watch.Take(Events(true, 5, 5), false));
        watch.Begin(9, 9);
        Assert.Equal(5, watch.Next);
        Assert.Equal(3, watch.Take(Events(false, 5, 5, 5), false)!.Events.Length);
    }

    [Fact]
    public void Last_fragment_without_events_ends_the_revision()
    {
        var watch = new WatchAssembler(_answers, 5);
        watch.Begin(9, 9);
        Assert.Null(watch.Take(Events(true, 5, 5), false));
        Assert.Equal(2, watch.Take(Events(false), false)!.Events.Length);
    }

    [Fact]
    public void Watch_from_now_begins_behind_what_was_known_when_the_member_lags()
    {
        var watch = new WatchAssembler(_answers, 0);
        Assert.Equal(0, watch.Next);
        Assert.Equal(12, watch.Begin(9, 12)!.Revision);
        Assert.Null(watch.Take(Events(false, 11, 12), false));
        Assert.Single(watch.Take(Events(false, 13), false)!.Events);
    }

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(-1, true, true)]
    [InlineData(-1, false, false)]
    public void Progress_counts_only_when_it_comes_in_order(int watchId, bool ordered, bool counts)
    {
        var watch = new WatchAssembler(_answers, 5);
        watch.Begin(9, 9);
        var progress = new WatchResponse { Header = new ResponseHeader { Revision = 20 }, WatchId = watchId };
        Assert.Equal(counts, watch.Take(progress, ordered) is not null);
        Assert.Equal(counts ? 21 : 5, watch.Next);
        Assert.Null(watch.Take(progress, ordered));
    }

    private static WatchResponse Events(bool fragment, params long[] revisions)
    {
        var response = new WatchResponse { Header = new ResponseHeader { Revision = 100 }, Fragment = fragment };
        foreach (var revision in revisions)
            response.Events.Add(new Event { Kv = new KeyValue { Key = ByteString.CopyFromUtf8("/p/k"), ModRevision = revision } });
        return response;
    }
}

using System.Text;
using System.Text.Json;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Stream;
using Perdure.Console.Tests.Support;

namespace Perdure.Console.Tests.Stream;

public sealed class StreamStateTests
{
    private readonly StreamState _state = new("e1");

    [Fact]
    public void First_frame_and_snapshot_have_everything()
    {
        var frame = Frame(("a", 1), ("b/c%2Fd", 2));

        Assert.Equal("""id: e1-1|event: delta|data: {"at":"2026-03-01T12:00:00.000Z","set":{"a":1,"b/c%2Fd":2},"gone":[],"events":[]}||""", Text(frame.Bytes));
        Assert.Equal("""id: e1-1|event: snapshot|data: {"at":"2026-03-01T12:00:00.000Z","set":{"a":1,"b/c%2Fd":2},"gone":[],"events":[]}||""", Text(_state.Snapshot()));
    }

    [Fact]
    public void Frame_has_only_what_changed_and_what_is_gone()
    {
        Frame(("a", 1), ("b", 2), ("c", 3));

        var frame = Data(Frame(("a", 1), ("b", 22), ("d", 4)).Bytes);
        var snapshot = Data(_state.Snapshot());
        var quiet = Data(Frame(("a", 1), ("b", 22), ("d", 4)).Bytes);

        Assert.Equal("""{"b":22,"d":4}""", frame.GetProperty("set").GetRawText());
        Assert.Equal("""["c"]""", frame.GetProperty("gone").GetRawText());
        Assert.Equal("""{"a":1,"b":22,"d":4}""", snapshot.GetProperty("set").GetRawText());
        Assert.Equal("{}", quiet.GetProperty("set").GetRawText());
    }

    [Fact]
    public void Value_that_grows_and_shrinks_is_what_was_said_last()
    {
        foreach (var text in new[] { "short", new string('x', 5_000), "", "short" })
        {
            _state.Set("a", new TierStatus(text, 1, 2), ConsoleJson.Default.TierStatus);
            _state.End(FakeNode.Since);
            Assert.Equal(text, Data(_state.Snapshot()).GetProperty("set").GetProperty("a").GetProperty("tier").GetString());
        }
    }

    [Fact]
    public void Frames_are_kept_for_a_minute()
    {
        for (var at = 1; at <= 100; at++)
            Frame(("a", at));

        Assert.Equal(100, _state.Seq);
        Assert.Empty(_state.After(100)!);
        Assert.Equal([99L, 100L], _state.After(98)!.Select(frame => frame.Seq));
        Assert.Equal(StreamState.FramesMax, _state.After(100 - StreamState.FramesMax)!.Count);
        Assert.Null(_state.After(100 - StreamState.FramesMax - 1));
        Assert.Null(_state.After(101));
        Assert.Null(_state.After(-1));
    }

    [Theory]
    [InlineData("e1-7", 7)]
    [InlineData("e1-0", 0)]
    [InlineData("e1-", null)]
    [InlineData("e1", null)]
    [InlineData("e2-7", null)]
    [InlineData("e1--7", null)]
    [InlineData("e1-7x", null)]
    [InlineData("e1-99999999999999999999", null)]
    [InlineData("", null)]
    public void Id_is_known_only_in_its_own_epoch(string id, int? seq) => Assert.Equal(seq, _state.SeqOf(id));

    [Fact]
    public void Events_come_once_and_a_snapshot_has_the_last_ones()
    {
        for (var at = 1; at <= StreamState.EventsMax + 5; at++)
            _state.Add(new TierStatus($"{at}", 0, 0), ConsoleJson.Default.TierStatus);
        var first = Data(_state.End(FakeNode.Since).Bytes);
        _state.Add(new TierStatus("last", 0, 0), ConsoleJson.Default.TierStatus);

        var second = Data(_state.End(FakeNode.Since).Bytes);
        var snapshot = Data(_state.Snapshot());

        Assert.Equal(StreamState.EventsMax, first.GetProperty("events").GetArrayLength());
        Assert.Equal("last", Assert.Single(second.GetProperty("events").EnumerateArray()).GetProperty("tier").GetString());
        Assert.Equal(StreamState.EventsMax, snapshot.GetProperty("events").GetArrayLength());
        Assert.Equal("last", snapshot.GetProperty("events")[StreamState.EventsMax - 1].GetProperty("tier").GetString());
    }

    // Whoever follows the frames has what a snapshot has, whatever happens.
    [Fact]
    public void Frames_add_up_to_the_snapshot()
    {
        var seed = (int)(TimeProvider.System.GetTimestamp() & int.MaxValue);
        var random = new Random(seed);
        var followed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < 300; at++)
        {
            var values = Enumerable.Range(0, 20).Where(_ => random.Next(4) > 0).Select(key => ($"k{key}", random.Next(3))).ToArray();
            var frame = Data(Frame(values).Bytes);
            foreach (var value in frame.GetProperty("set").EnumerateObject())
                followed[value.Name] = value.Value.GetRawText();
            foreach (var key in frame.GetProperty("gone").EnumerateArray())
                Assert.True(followed.Remove(key.GetString()!), $"seed {seed}");
            var snapshot = Data(_state.Snapshot()).GetProperty("set").EnumerateObject().OrderBy(value => value.Name, StringComparer.Ordinal);
            Assert.True(followed.SequenceEqual(snapshot.Select(value => KeyValuePair.Create(value.Name, value.Value.GetRawText()))), $"seed {seed}");
        }
    }

    private StreamFrame Frame(params (string Key, int Value)[] values)
    {
        foreach (var (key, value) in values)
        {
            _state.Open(key).WriteNumberValue(value);
            _state.Close();
        }

        return _state.End(FakeNode.Since);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span).Replace('\n', '|');

    private static JsonElement Data(ReadOnlyMemory<byte> bytes) => JsonElement.Parse(Encoding.UTF8.GetString(bytes.Span).Split("data: ")[1]);
}

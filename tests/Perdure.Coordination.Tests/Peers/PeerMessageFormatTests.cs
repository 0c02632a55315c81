using Perdure.Coordination.Peers;

namespace Perdure.Coordination.Tests.Peers;

public sealed class PeerMessageFormatTests
{
    private static readonly PeerMessage s_message = new()
    {
        Node = "gateway-1",
        Incarnation = "7f",
        To = "",
        Sequence = 42,
        Counts =
        [
            new PeerCount("browse|1", UInt128.MaxValue, 1, 2, 3, 4), new PeerCount("größe", 7, long.MaxValue, 0, long.MaxValue, 0),
            new PeerCount("browse|1", 0, 0, 0, 0, 0),
        ],
    };

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.True(PeerMessageFormat.TryRead(PeerMessageFormat.Write(s_message), out var read));

        Assert.Equal(s_message with { Counts = read.Counts }, read);
        Assert.Equal(s_message.Counts, read.Counts);
    }

    [Fact]
    public void Largest_message_is_within_the_limit()
    {
        var counts = Enumerable.Range(0, 10_000).Select(i => new PeerCount(new string('x', 508) + (i % 1_100), (UInt128)i, 1, 1, 1, 1)).ToList();

        var bytes = PeerMessageFormat.Write(s_message with { Counts = counts });

        Assert.InRange(bytes.Length, 1, PeerMessageFormat.MaxBytes);
        Assert.True(PeerMessageFormat.TryRead(bytes, out var read));
        Assert.InRange(read.Counts.Count, 3_000, PeerMessageFormat.MaxCounts);
    }

    [Fact]
    public void Anything_else_is_refused_without_an_exception()
    {
        var good = PeerMessageFormat.Write(s_message);
        for (var length = 0; length < good.Length; length++) Assert.False(PeerMessageFormat.TryRead(good.AsSpan(0, length), out _));
        Assert.False(PeerMessageFormat.TryRead([.. good, 0], out _));
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])good.Clone();
            for (var changes = random.Next(1, 5); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.True(Record.Exception(() => PeerMessageFormat.TryRead(bytes, out _)) is null, $"seed {seed}");
        }
    }
}

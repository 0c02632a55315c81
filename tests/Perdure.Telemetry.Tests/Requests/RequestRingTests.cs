using System.Globalization;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Requests;

public sealed class RequestRingTests
{
    [Fact]
    public void Records_come_out_in_order_and_a_full_ring_takes_no_more()
    {
        var ring = new RequestRing(4);
        for (var round = 0; round < 3; round++)
        {
            for (var at = 0; at < 4; at++)
                Assert.True(ring.TryAdd(Records.Of(id: $"{round}{at}"), out var number) && number == (round * 4) + at);
            Assert.False(ring.TryAdd(Records.Of(), out _));
            Assert.False(ring.IsEmpty);
            for (var at = 0; at < 4; at++)
                Assert.True(ring.TryTake(out var record) && record.RequestId == $"{round}{at}");
            Assert.False(ring.TryTake(out _));
            Assert.True(ring.IsEmpty);
        }
    }

    [Fact]
    public async Task What_many_threads_add_comes_out_once_and_whole()
    {
        const int Each = 20_000;
        var ring = new RequestRing(64);
        var adders = Enumerable.Range(0, 4).Select(adder => Task.Run(() =>
        {
            for (var at = 0; at < Each; at++)
            {
                var text = at.ToString(CultureInfo.InvariantCulture);
                var record = Records.Of(id: text, target: text, status: adder);
                while (!ring.TryAdd(record, out _))
                    Thread.Yield();
            }
        })).ToArray();

        var next = new int[adders.Length];
        for (var taken = 0; taken < Each * adders.Length;)
        {
            if (!ring.TryTake(out var record))
            {
                Thread.Yield();
                continue;
            }

            taken++;
            Assert.Equal(record.RequestId, record.Target);
            // Of each thread in its order.
            Assert.Equal(next[record.Status]++, int.Parse(record.RequestId, CultureInfo.InvariantCulture));
        }

        await Task.WhenAll(adders);
        Assert.True(ring.IsEmpty);
    }
}

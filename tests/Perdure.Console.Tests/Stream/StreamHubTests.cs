using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Console.Stream;

namespace Perdure.Console.Tests.Stream;

public sealed class StreamHubTests
{
    [Fact]
    public async Task Client_that_looks_just_after_a_defect_is_given_a_snapshot_and_not_the_changes_to_nothing()
    {
        var fails = false;
        using var end = new CancellationTokenSource();
        var hub = new StreamHub(Draw, new StreamLimits { Interval = TimeSpan.FromMilliseconds(5) }, TimeProvider.System, NullLogger.Instance, end.Token);
        using var client = hub.TryJoin(null)!;
        await Eventually.Holds(() => hub.View.Seq >= 1, "there is a frame");
        Assert.StartsWith("snapshot", Name(Assert.Single(client.Take(hub.View, 5))), StringComparison.Ordinal);

        // It has seen that there is another frame, and asks for it a little late.
        await Eventually.Holds(() => hub.View.Seq >= 20, "there are more");
        var seen = hub.View;
        Volatile.Write(ref fails, true);
        await Eventually.Holds(() => hub.View.State is null, "the defect is met");
        Assert.Empty(client.Take(seen, 5));
        Volatile.Write(ref fails, false);
        await Eventually.Holds(() => hub.View.State is not null, "it goes on");

        Assert.Equal("snapshot", Name(Assert.Single(client.Take(hub.View, 5))));
        await end.CancelAsync();

        void Draw(StreamState to)
        {
            if (Volatile.Read(ref fails))
                throw new InvalidOperationException("a defect");
            to.Open("a").WriteNumberValue(to.Seq);
            to.Close();
        }
    }

    private static string Name(ReadOnlyMemory<byte> frame) => Encoding.UTF8.GetString(frame.Span).Split('\n')[1]["event: ".Length..];
}

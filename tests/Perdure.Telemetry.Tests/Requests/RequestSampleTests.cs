using System.Globalization;
using Perdure.Telemetry.Requests;

namespace Perdure.Telemetry.Tests.Requests;

public sealed class RequestSampleTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 20_000).Select(at => ((ulong)at * 0x9E3779B97F4A7C15UL).ToString("x16", CultureInfo.InvariantCulture))];

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.25)]
    [InlineData(0.9)]
    public void Share_is_kept_and_the_same_ids_are_chosen_each_time(double share)
    {
        var sample = new RequestSample(share);

        var chosen = Ids.Where(sample.Takes).ToArray();

        Assert.InRange(chosen.Length / (double)Ids.Length, share - 0.015, share + 0.015);
        Assert.Equal(chosen, Ids.Where(new RequestSample(share).Takes));
        Assert.All(chosen.Take(100), id => Assert.True(new RequestSample(Math.Min(1, share + 0.05)).Takes(id)));
    }

    [Fact]
    public void All_and_none_are_exact()
    {
        Assert.All(Ids.Take(1_000), id => Assert.True(new RequestSample(1).Takes(id)));
        Assert.All(Ids.Take(1_000), id => Assert.False(new RequestSample(0).Takes(id)));
    }
}

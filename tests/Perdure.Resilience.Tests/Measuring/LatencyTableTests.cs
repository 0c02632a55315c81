using Perdure.Resilience.Measuring;

namespace Perdure.Resilience.Tests.Measuring;

public sealed class LatencyTableTests
{
    [Fact]
    public void Percentiles_of_several_histograms_are_those_of_all_records_together()
    {
        var (one, two) = (new RotatingHistogram(10_000), new RotatingHistogram(10_000));
        var all = new LatencyHistogram();
        var random = new Random(5);
        for (var i = 0; i < 5_000; i++)
        {
            var us = random.NextInt64(1, 200_000);
            (i % 3 == 0 ? one : two).Record(us);
            all.Record(us);
        }
        var table = Table(one, two);
        for (var thousandth = 0; thousandth <= 1_000; thousandth++) Assert.Equal(Math.Max(1, all.Percentile(thousandth / 1000.0)), table.At(thousandth / 1000.0));
    }

    [Fact]
    public void Below_twenty_records_nothing_is_known()
    {
        var histogram = new RotatingHistogram(10_000);
        for (var i = 0; i < 19; i++) histogram.Record(0);
        Assert.Equal(0, Table(histogram).At(0.5));
        Assert.True(Table(histogram).IsEmpty);
        histogram.Record(0);
        Assert.Equal(1, Table(histogram).At(0.5));
    }

    [Fact]
    public void What_is_too_old_is_forgotten()
    {
        var histogram = new RotatingHistogram(10_000);
        var table = new LatencyTable();
        for (var i = 0; i < 100; i++) histogram.Record(500);
        table.Begin();
        table.Add(histogram);
        table.Publish();
        histogram.Advance(30_000);
        histogram.Advance(45_000);
        table.Begin();
        table.Add(histogram);
        table.Publish();
        Assert.Equal(0, table.At(0.5));
    }

    private static LatencyTable Table(params RotatingHistogram[] histograms)
    {
        var table = new LatencyTable();
        table.Begin();
        foreach (var histogram in histograms) table.Add(histogram);
        table.Publish();
        return table;
    }
}

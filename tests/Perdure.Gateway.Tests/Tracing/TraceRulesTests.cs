using Perdure.Gateway.Tracing;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Tracing;

public sealed class TraceRulesTests
{
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.25)]
    [InlineData(0.9)]
    public void Share_of_new_traces_is_sampled(double share)
    {
        var rules = new TraceRules(new TracesModel { Sample = share });
        var ids = new TraceIds(1, 2);

        var sampled = Enumerable.Range(0, 100_000).Count(_ => rules.Samples(ids.NextTrace().Low));

        Assert.InRange(sampled / 1e5, share - 0.01, share + 0.01);
    }

    [Fact]
    public void All_or_none_are_sampled_when_it_says_so()
    {
        var (all, none) = (new TraceRules(new TracesModel { Sample = 1 }), new TraceRules(new TracesModel { Sample = 0 }));

        Assert.All((ulong[])[0, 1, (1UL << 56) - 1, ulong.MaxValue], low => Assert.True(all.Samples(low) && !none.Samples(low)));
    }

    [Fact]
    public void Same_id_is_sampled_everywhere_and_at_every_greater_share()
    {
        var (one, same, more) = (new TraceRules(new TracesModel { Sample = 0.1 }), new TraceRules(new TracesModel { Sample = 0.1 }), new TraceRules(new TracesModel { Sample = 0.3 }));
        var ids = new TraceIds(5, 6);
        for (var i = 0; i < 10_000; i++)
        {
            var low = ids.NextTrace().Low;
            Assert.Equal(one.Samples(low), same.Samples(low));
            Assert.True(more.Samples(low) || !one.Samples(low));
            // Only the last 56 bits are random in every system that makes ids.
            Assert.Equal(one.Samples(low), one.Samples(low | (0xffUL << 56)));
        }
    }
}

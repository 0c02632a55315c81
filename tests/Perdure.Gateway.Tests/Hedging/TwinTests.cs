using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Exchanges;
using Perdure.Gateway.Hosting;

namespace Perdure.Gateway.Tests.Hedging;

public sealed class TwinTests
{
    // What belongs to the copy, or to the answer, which only the original gives. Everything else a copy must have too.
    private static readonly string[] OfItsOwn =
    [
        nameof(Exchange.AttemptLimitMs), nameof(Exchange.Relaying), nameof(Exchange.Race), nameof(Exchange.HoldsFailures),
        nameof(Exchange.Degraded), nameof(Exchange.LimitPolicy), nameof(Exchange.LimitValue),
    ];

    [Fact]
    public void Copy_has_all_that_the_request_has()
    {
        var original = New();
        original.Begin(Features());
        original.Target = "/a";
        original.RequestId = "id";
        original.Traits = RequestTraits.Idempotent;
        original.Tier = Model.Tier.Critical;
        original.SaidTier = Model.Tier.Optional;
        original.Closing = true;
        original.DeadlineMs = 77;
        original.Client = System.Net.IPAddress.Loopback;
        original.Forwarded = new ForwardedValues("a", "b", "c", "d");
        var twin = New();
        twin.BeginTwin(original);

        foreach (var property in typeof(Exchange).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (property.SetMethod is not null && !OfItsOwn.Contains(property.Name))
                Assert.True(Equals(property.GetValue(original), property.GetValue(twin)), $"{property.Name} is not copied");
        }
    }

    [Fact]
    public void Copy_that_was_outrun_can_be_used_again()
    {
        var original = New();
        original.Begin(Features());
        var twin = New();
        twin.BeginTwin(original);
        twin.Timer.Outrun();
        Assert.Equal(CancelCause.Outrun, twin.Timer.Cause);
        Assert.Equal(CancelCause.None, original.Timer.Cause);
        twin.EndTwin();

        twin.BeginTwin(original);

        Assert.Equal(CancelCause.None, twin.Timer.Cause);
    }

    private static Exchange New() => new(new MonotonicClock(TimeProvider.System), new RandomBits(1), TimeProvider.System);

    private static FeatureCollection Features()
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature());
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        return features;
    }
}

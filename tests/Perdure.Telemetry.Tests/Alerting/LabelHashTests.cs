using System.Collections.Immutable;
using Perdure.Telemetry.Alerting;

namespace Perdure.Telemetry.Tests.Alerting;

public sealed class LabelHashTests
{
    // The offset of FNV-1a of 64 bits: what Prometheus has for no labels.
    [Fact]
    public void No_labels_are_the_offset() => Assert.Equal("cbf29ce484222325", LabelHash.Of(ImmutableSortedDictionary<string, string>.Empty));

    // By hand: each byte of "a", 255, "b", 255.
    [Fact]
    public void Names_and_values_are_told_apart()
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var one in (byte[])[(byte)'a', 255, (byte)'b', 255])
            hash = (hash ^ one) * 1_099_511_628_211;

        Assert.Equal(hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture), LabelHash.Of(ImmutableSortedDictionary<string, string>.Empty.Add("a", "b")));
        Assert.NotEqual(LabelHash.Of(ImmutableSortedDictionary<string, string>.Empty.Add("a", "bc")), LabelHash.Of(ImmutableSortedDictionary<string, string>.Empty.Add("ab", "c")));
    }
}

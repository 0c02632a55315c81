using System.Collections.Immutable;
using Perdure.Telemetry.Alerting.Silences;

namespace Perdure.Telemetry.Tests.Alerting.Silences;

public sealed class LabelMatcherTests
{
    private static readonly ImmutableSortedDictionary<string, string> s_labels = ImmutableSortedDictionary<string, string>.Empty.Add("service", "payments");

    [Theory]
    [InlineData("service=payments", true)]
    [InlineData("service=\"payments\"", true)]
    [InlineData("service=pay", false)]
    [InlineData("service!=payments", false)]
    [InlineData("service=~pay.*", true)]
    [InlineData("service=~pay", false)]
    [InlineData("service!~pay.*", false)]
    [InlineData("route=", true)]
    [InlineData("route!=x", true)]
    public void Matcher_holds_as_alertmanager_has_it(string text, bool expected) => Assert.Equal(expected, LabelMatcher.Parse(text, out _)!.Matches(s_labels));

    [Theory]
    [InlineData("")]
    [InlineData("service")]
    [InlineData("=x")]
    [InlineData("1a=x")]
    [InlineData("service=~(")]
    [InlineData("service=~(a)\\1")]
    [InlineData("ser vice=x")]
    public void What_is_no_matcher_is_refused_with_words(string text)
    {
        Assert.Null(LabelMatcher.Parse(text, out var problem));
        Assert.NotEmpty(problem!);
    }

    [Fact]
    public void Matcher_can_be_read_again() => Assert.Equal("service=~\"pay.*\"", LabelMatcher.Parse(LabelMatcher.Parse("service=~pay.*", out _)!.ToString(), out _)!.ToString());
}

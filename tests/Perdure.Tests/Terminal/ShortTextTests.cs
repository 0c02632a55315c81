using Perdure.Terminal;

namespace Perdure.Tests.Terminal;

public sealed class ShortTextTests
{
    [Theory]
    [InlineData(-1, "0s")]
    [InlineData(59, "59s")]
    [InlineData(192, "3m12s")]
    [InlineData(3661, "1h01m")]
    [InlineData(187_200, "2d4h")]
    public void Span_has_its_two_largest_units(int seconds, string expected) =>
        Assert.Equal(expected, ShortText.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "-")]
    [InlineData(1.26, "1.3")]
    [InlineData(12_345.6, "12,346")]
    public void Number_is_short(double value, string expected) => Assert.Equal(expected, ShortText.Number(value));
}

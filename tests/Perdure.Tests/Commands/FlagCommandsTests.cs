using Perdure.Commands;

namespace Perdure.Tests.Commands;

public sealed class FlagCommandsTests
{
    [Theory]
    [InlineData("on", 100)]
    [InlineData("off", 0)]
    [InlineData("25%", 25)]
    [InlineData("0%", 0)]
    [InlineData("100%", 100)]
    [InlineData("101%", null)]
    [InlineData("-1%", null)]
    [InlineData("2.5%", null)]
    [InlineData("25", null)]
    [InlineData("%", null)]
    [InlineData("yes", null)]
    public void Setting_is_on_off_or_a_whole_percentage(string text, int? expected) => Assert.Equal(expected, FlagCommands.Percent(text));
}

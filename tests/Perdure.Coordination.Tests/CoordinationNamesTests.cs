namespace Perdure.Coordination.Tests;

public sealed class CoordinationNamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("orders.v2_main-1")]
    public void Name_of_letters_digits_dots_dashes_and_underscores_is_one(string name) => Assert.Equal(name, CoordinationNames.CheckName(name, "lock"));

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\0")]
    public void Name_of_anything_else_is_refused_with_what_it_should_be(string name)
    {
        var refused = Assert.Throws<ArgumentException>(() => CoordinationNames.CheckName(name, "lock"));
        Assert.Contains("the name of the lock must be 1 to 128", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Message, char.IsControl);
    }

    [Fact]
    public void Name_candidate_or_value_that_is_too_long_is_refused()
    {
        Assert.Equal(128, CoordinationNames.CheckName(new string('a', 128), "lock").Length);
        Assert.Throws<ArgumentException>(() => CoordinationNames.CheckName(new string('a', 129), "lock"));
        CoordinationNames.CheckCandidate(new string('ä', 128), "owner");
        Assert.Throws<ArgumentException>(() => CoordinationNames.CheckCandidate(new string('ä', 129), "owner"));
        CoordinationNames.CheckValue(new string('ä', 2048), "value");
        Assert.Throws<ArgumentException>(() => CoordinationNames.CheckValue(new string('ä', 2049), "value"));
    }

    [Theory]
    [InlineData(1.999)]
    [InlineData(300.001)]
    [InlineData(-1)]
    public void Time_to_live_out_of_range_is_refused(double seconds) =>
        Assert.Throws<ArgumentException>(() => CoordinationNames.CheckTtl(TimeSpan.FromSeconds(seconds)));
}

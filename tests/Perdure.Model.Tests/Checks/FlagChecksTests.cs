namespace Perdure.Model.Tests.Checks;

public sealed class FlagChecksTests
{
    private const string Route = "{ name: all, service: a, match: {}, flag: suggest }";

    [Fact]
    public void Flags_read_as_written()
    {
        var flags = SystemFile.Model(SystemFile.WithKey(
            "flags: { a: {}, b: { default: off }, c: { default: 25%, key: cookie:sid, description: x }, d: { key: client-address } }")).Flags;

        Assert.Equal(["a", "b", "c", "d"], flags.Select(f => f.Name));
        Assert.Equal([100, 0, 25, 100], flags.Select(f => f.DefaultPercent));
        Assert.Equal(new HashKey { Source = HashKeySource.Cookie, Name = "sid" }, flags[2].Key);
        Assert.Equal("x", flags[2].Description);
        Assert.Null(flags[3].Key);
    }

    [Fact]
    public void Flag_that_does_not_exist_is_an_error_with_the_nearest_name() => SystemFile.Says(
        SystemFile.WithRoutes(Route) + "\nflags: { suggests: {}, other: {} }",
        "8:47: error: routes[0].flag: expected the name of a flag, found \"suggest\"; did you mean \"suggests\"?");

    [Fact]
    public void Flag_without_any_is_an_error_that_says_how_to_declare_it() => SystemFile.Says(
        SystemFile.WithRoutes(Route),
        "8:47: error: routes[0].flag: expected the name of a flag, found \"suggest\"; declare it: flags: { suggest: { default: on } }");

    [Fact]
    public void Flag_with_mistakes_of_its_own_still_exists() => Assert.Single(
        SystemFile.Lines(SystemFile.Read(SystemFile.WithRoutes(Route) + "\nflags: { suggest: { default: maybe } }")));

    [Theory]
    [InlineData("{ default: 12.5% }", "expected on, off or a whole percentage such as 25%, found \"12.5%\"")]
    [InlineData("{ default: 101% }", "expected on, off or a whole percentage such as 25%, found \"101%\"")]
    [InlineData("{ default: 25 }", "expected on, off or a whole percentage such as 25%, found \"25\"; write 25%")]
    [InlineData("{ default: true }", "expected on, off or a whole percentage such as 25%, found \"true\"; write on")]
    public void Setting_that_can_not_be_is_an_error(string value, string says) => SystemFile.Says(
        SystemFile.WithKey($"flags: {{ f: {value} }}"), $"7:24: error: flags.f.default: {says}");

    [Fact]
    public void Key_that_can_not_be_is_an_error() => SystemFile.Says(
        SystemFile.WithKey("flags: { f: { key: X-User } }"),
        "7:20: error: flags.f.key: expected client-address, header:NAME or cookie:NAME, found \"X-User\"; write header:X-User");
}

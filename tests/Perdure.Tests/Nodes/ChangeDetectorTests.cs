using Perdure.Nodes;

namespace Perdure.Tests.Nodes;

public sealed class ChangeDetectorTests
{
    [Theory]
    [InlineData("a a a", "---")]
    [InlineData("b b", "-!")]
    [InlineData("b c d d", "---!")]
    [InlineData("b ? b b", "---!")]
    [InlineData("? ? a a", "----")]
    [InlineData("b a a", "---")]
    public void Change_is_news_once_it_was_seen_twice(string looks, string expected)
    {
        var detector = new ChangeDetector();
        detector.Loaded("a");

        var news = looks.Split(' ').Select(digest => detector.Look(digest == "?" ? null : digest) ? '!' : '-');

        Assert.Equal(expected, string.Concat(news));
    }
}

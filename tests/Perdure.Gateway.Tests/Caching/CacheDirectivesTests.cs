using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Caching;

namespace Perdure.Gateway.Tests.Caching;

/// <summary>RFC 9111, section 5.2.</summary>
public sealed class CacheDirectivesTests
{
    [Theory]
    [InlineData("max-age=60", 60L)]
    [InlineData("MAX-AGE=60", 60L)]
    [InlineData("max-age=\"60\"", 60L)]
    [InlineData("foo=\"a, max-age=5\", max-age=60", 60L)]
    [InlineData("foo=\"a\\\"b, max-age=5\", max-age=60", 60L)]
    [InlineData(" , ,max-age = 60,", 60L)]
    [InlineData("max-age=60, max-age=30", 30L)]
    [InlineData("max-age=abc", 0L)]
    [InlineData("max-age=-1", 0L)]
    [InlineData("max-age=", 0L)]
    [InlineData("max-age=99999999999999999999999", (long)int.MaxValue)]
    [InlineData("x-max-age=5", null)]
    [InlineData("", null)]
    public void Lifetime_is_read(string text, long? seconds) => Assert.Equal(seconds, CacheDirectives.Parse(text).MaxAgeS);

    [Fact]
    public void Lines_are_read_together()
    {
        var says = CacheDirectives.Parse(new StringValues(["public, s-maxage=5", "stale-if-error=7,must-revalidate", "no-store, unterminated=\"x, private"]));

        Assert.Equal((true, 5L, 7L, true, true), (says.Public, says.SharedMaxAgeS, says.StaleIfErrorS, says.MustRevalidate, says.NoStore));
        Assert.False(says.Private);
    }

    [Fact]
    public void Qualified_forms_count_for_the_whole_answer()
    {
        var says = CacheDirectives.Parse("private=\"Set-Cookie, X\", no-cache=\"Y\"");

        Assert.True(says.Private && says.NoCache);
    }

    [Fact]
    public void Stale_without_a_number_means_any() => Assert.Equal(CacheDirectives.Any, CacheDirectives.Parse("max-stale").MaxStaleS);
}

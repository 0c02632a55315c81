using System.Globalization;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Caching;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Caching;

/// <summary>RFC 9111, sections 4.2.1 and 4.2.3.</summary>
public sealed class FreshnessTests
{
    private static readonly DateTimeOffset Now = new(2025, 7, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("s-maxage=10, max-age=20", 300, 10_000)]
    [InlineData("max-age=20", 300, 20_000)]
    [InlineData("", 300, 300_000)]
    [InlineData("", -5, 0)]
    public void What_is_said_for_shared_caches_goes_first_then_the_lifetime_then_the_date(string control, int expiresInS, long lifetimeMs)
    {
        var freshness = Of(control, headers =>
        {
            headers.Date = Date(0);
            headers.Expires = Date(expiresInS);
        });

        Assert.Equal((lifetimeMs, true), (freshness.LifetimeMs, freshness.IsOwn));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("soon")]
    public void Expiry_that_is_no_date_is_past(string expires) =>
        Assert.Equal((0, true), (Of("", headers => headers.Expires = expires).LifetimeMs, Of("", headers => headers.Expires = expires).IsOwn));

    [Theory]
    [InlineData(null, 0, 40, 40)]
    [InlineData("7", 0, 40, 7_040)]
    [InlineData("7, 9", 0, 0, 7_000)]
    [InlineData("-3", 0, 40, 40)]
    [InlineData("seven", 0, 40, 40)]
    [InlineData("7", -20, 40, 20_000)]
    [InlineData(null, 30, 40, 40)]
    public void Age_is_the_greater_of_what_is_said_and_what_the_date_shows(string? age, int dateS, long delayMs, long ageMs) =>
        Assert.Equal(ageMs, Of("max-age=1", headers =>
        {
            headers.Date = Date(dateS);
            headers.Age = age;
        }, delayMs: delayMs).AgeMs);

    [Fact]
    public void Routes_lifetime_counts_from_the_coming_whatever_the_services_clock_says()
    {
        var freshness = Of("", headers => headers.Date = Date(-600), new CacheModel { Ttl = TimeSpan.FromSeconds(5) });

        Assert.Equal((5_000, false), (freshness.LifetimeMs - freshness.AgeMs, freshness.IsOwn));
    }

    [Fact]
    public void Pragma_counts_where_nothing_else_is_said() =>
        Assert.Equal(0, Of("", headers => headers.Pragma = "no-cache", new CacheModel { Ttl = TimeSpan.FromSeconds(5) }).LifetimeMs);

    private static string Date(int seconds) => Now.AddSeconds(seconds).ToString("r", CultureInfo.InvariantCulture);

    private static Freshness Of(string control, Action<IHeaderDictionary> more, CacheModel? policy = null, long delayMs = 0)
    {
        var headers = new HeaderDictionary();
        more(headers);
        return Freshness.Of(200, headers, CacheDirectives.Parse(control), policy ?? new CacheModel(), Now, delayMs);
    }
}

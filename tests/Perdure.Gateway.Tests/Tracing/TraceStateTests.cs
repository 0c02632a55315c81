using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Tracing;

namespace Perdure.Gateway.Tests.Tracing;

public sealed class TraceStateTests
{
    [Theory]
    [InlineData("congo=t61rcWkgMzE")]
    [InlineData("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")]
    [InlineData("fw529a3039@dt=FfAAAA,a-_*/b=!")]
    [InlineData("1a@b=x")]
    [InlineData("a=1 2,\t b=2,,")]
    public void Valid_list_goes_on_as_it_came(string value) => Assert.Same(value, TraceState.Combine(new StringValues(value)));

    [Fact]
    public void Several_headers_become_one_in_their_order() =>
        Assert.Equal("a=1,b=2,c=3", TraceState.Combine(new StringValues(["a=1", "b=2,c=3"])));

    [Theory]
    [InlineData("")]
    [InlineData(" , ,")]
    [InlineData("a")]
    [InlineData("=1")]
    [InlineData("a=")]
    [InlineData("A=1")]
    [InlineData("1a=1")]
    [InlineData("a=1,B=2")]
    [InlineData("a=1=2")]
    [InlineData("a@b@c=1")]
    [InlineData("@b=1")]
    [InlineData("a@=1")]
    [InlineData("a@1b=1")]
    [InlineData("a=ü")]
    [InlineData("a=\u0001")]
    [InlineData("a b=1")]
    public void Malformed_list_is_dropped_as_a_whole(string value) => Assert.Null(TraceState.Combine(new StringValues(value)));

    [Fact]
    public void Bounds_of_keys_values_and_members_are_kept()
    {
        Assert.NotNull(Combine(Key(256) + "=1"));
        Assert.Null(Combine(Key(257) + "=1"));
        Assert.NotNull(Combine($"{Key(241)}@{Key(14)}=1"));
        Assert.Null(Combine($"{Key(242)}@b=1"));
        Assert.Null(Combine($"a@{Key(15)}=1"));
        Assert.NotNull(Combine("a=" + new string('v', 256)));
        Assert.Null(Combine("a=" + new string('v', 257)));
        Assert.NotNull(Combine(string.Join(',', Enumerable.Range(0, 32).Select(at => $"k{at}=1"))));
        Assert.Null(Combine(string.Join(',', Enumerable.Range(0, 33).Select(at => $"k{at}=1"))));

        static string? Combine(string text) => TraceState.Combine(new StringValues(text));

        static string Key(int length) => new('k', length);
    }

    [Fact]
    public void Too_long_a_list_loses_long_members_first_and_then_the_oldest()
    {
        var many = Enumerable.Range(0, 12).Select(at => $"k{at:00}={new string('v', 60)}").ToArray();
        var value = string.Join(',', [many[0], "long=" + new string('x', 200), .. many[1..]]);

        var kept = TraceState.Combine(new StringValues(value));

        Assert.Equal(string.Join(',', many.Take(7)), kept);
        Assert.True(kept!.Length <= TraceState.LengthMax);
    }

    [Fact]
    public void Hostile_lists_stay_within_the_bound()
    {
        var random = new Random(3);
        for (var i = 0; i < 5_000; i++)
        {
            var headers = new string[random.Next(1, 6)];
            for (var at = 0; at < headers.Length; at++)
                headers[at] = string.Concat(Enumerable.Range(0, random.Next(0, 400)).Select(_ => "ab1=,@ \t/*-_ü\u0000Z"[random.Next(15)]));
            var kept = TraceState.Combine(new StringValues(headers));
            Assert.True(kept is null || (kept.Length <= TraceState.LengthMax && kept.IndexOfAny(['\r', '\n', '\0', 'ü']) < 0));
        }

        Assert.Null(TraceState.Combine(new StringValues(Enumerable.Repeat("a=" + new string('v', 200), 100).ToArray())));
    }
}

using Perdure.Gateway.Stages;

namespace Perdure.Gateway.Tests.Stages;

public sealed class TargetRulesTests
{
    [Theory]
    [InlineData("/a/./b")]
    [InlineData("/a/..")]
    [InlineData("/..")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/a/.%2e?x")]
    [InlineData("/a\\..\\b")]
    [InlineData("/a/..%2fb")]
    [InlineData("/a%2F..%5cb")]
    public void Dot_segments_are_found(string target) => Assert.True(TargetRules.HasDotSegments(target));

    [Theory]
    [InlineData("/")]
    [InlineData("/.well-known/x")]
    [InlineData("/a/...")]
    [InlineData("/a/..b/c..")]
    [InlineData("/a?x=/../y")]
    [InlineData("/a%2fb%20c")]
    public void Other_dots_are_left_alone(string target) => Assert.False(TargetRules.HasDotSegments(target));

    [Theory]
    [InlineData("/a?b", "/a?b")]
    [InlineData("*", "*")]
    [InlineData("http://host:80/a/%2e?b", "/a/%2e?b")]
    [InlineData("http://host?b", "/?b")]
    [InlineData("HTTPS://host", "/")]
    [InlineData("host:80", null)]
    [InlineData("a/b", null)]
    public void Origin_form_is_kept_as_written(string target, string? expected) => Assert.Equal(expected, TargetRules.OriginForm(target));

    [Theory]
    [InlineData("/a b")]
    [InlineData("/a#b")]
    [InlineData("/a\r\nb")]
    [InlineData("/\x7f")]
    [InlineData("/\xe9")]
    public void Invisible_characters_and_fragments_are_found(string target) => Assert.False(TargetRules.IsVisible(target));
}

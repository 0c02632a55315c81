using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Tests.Upstreams;

public sealed class HeaderRulesTests
{
    [Theory]
    [InlineData("X-Named", true)]
    [InlineData("x-other", true)]
    [InlineData("X-Name", false)]
    [InlineData("X", false)]
    public void Connection_names_whole_tokens_of_all_its_lines(string name, bool expected)
    {
        Assert.Equal(expected, HeaderRules.Names(new StringValues(["keep-alive, X-Named", "X-Other"]), name));
    }
}

using System.Collections.Immutable;
using Perdure.Model;
using Perdure.Nodes;

namespace Perdure.Tests.Nodes;

public sealed class StartOrderTests
{
    [Theory]
    [InlineData("a b c", "a b c")]
    [InlineData("a:c b c", "c a b")]
    [InlineData("a:b b:c c", "c b a")]
    [InlineData("a:x b", "a b")]
    [InlineData("a:b b:a", "b a")]
    public void Service_comes_after_what_it_depends_on(string declared, string expected)
    {
        ImmutableArray<ServiceModel> services = [.. declared.Split(' ').Select(Service)];

        Assert.Equal(expected, string.Join(' ', StartOrder.Of(services).Select(service => service.Name)));
    }

    private static ServiceModel Service(string text)
    {
        var parts = text.Split(':');
        return new ServiceModel { Name = parts[0], DependsOn = [.. parts.Skip(1)] };
    }
}

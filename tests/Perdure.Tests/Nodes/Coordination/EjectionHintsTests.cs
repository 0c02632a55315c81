using Perdure.Nodes.Coordination;

namespace Perdure.Tests.Nodes.Coordination;

public sealed class EjectionHintsTests
{
    [Theory]
    [InlineData("hints/ejections/shop/shop-1/gateway-2", "shop shop-1")]
    [InlineData("hints/ejections/shop/shop-1/gateway-1", null)]
    [InlineData("hints/ejections/shop/shop-1", null)]
    [InlineData("hints/ejections/a/b/c/d", null)]
    [InlineData("state/flags/x", null)]
    public void Key_is_a_hint_when_another_node_gave_it(string key, string? expected)
    {
        var hint = EjectionHints.Read(key, "gateway-1");

        Assert.Equal(expected, hint is var (service, instance) ? $"{service} {instance}" : null);
    }
}

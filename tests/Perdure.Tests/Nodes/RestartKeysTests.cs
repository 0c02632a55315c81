using Perdure.Model;
using Perdure.Nodes;

namespace Perdure.Tests.Nodes;

public sealed class RestartKeysTests
{
    private static readonly SystemModel s_without = new() { Name = "shop", Node = new NodeModel { Id = "gateway-1" } };
    private static readonly SystemModel s_with = s_without with { Durability = new DurabilityModel(), Queues = [new QueueModel { Name = "mail" }] };

    [Fact]
    public void Durability_can_be_added_by_a_reload()
    {
        var (model, changed) = RestartKeys.Keep(s_without, s_with);

        Assert.Empty(changed);
        Assert.Equal(new DurabilityModel(), model.Durability);
        Assert.Single(model.Queues);
    }

    [Fact]
    public void Durability_that_changes_or_goes_takes_a_restart_and_queues_do_not()
    {
        var other = s_with with { Durability = new DurabilityModel { Path = "/elsewhere.db" }, Queues = [] };

        var (model, changed) = RestartKeys.Keep(s_with, other);
        var (removed, alsoChanged) = RestartKeys.Keep(s_with, s_without);

        Assert.Equal("durability", Assert.Single(changed));
        Assert.Equal("durability", Assert.Single(alsoChanged));
        Assert.Equal(s_with.Durability, model.Durability);
        Assert.Equal(s_with.Durability, removed.Durability);
        Assert.Empty(model.Queues);
    }
}

using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Recipes;

[Collection("etcd-one")]
public sealed class EtcdOneRecipes(EtcdFixture etcd) : RecipeContract
{
    protected override Task<ICoordinator> CreateAsync() => Task.FromResult<ICoordinator>(EtcdTests.Open(etcd.Cluster));
}

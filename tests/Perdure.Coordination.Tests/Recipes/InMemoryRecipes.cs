using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Recipes;

public sealed class InMemoryRecipes : RecipeContract
{
    protected override Task<ICoordinator> CreateAsync() => Task.FromResult<ICoordinator>(EmbeddedCoordinator.InMemory(new EmbeddedOptions { System = "recipes" }));
}

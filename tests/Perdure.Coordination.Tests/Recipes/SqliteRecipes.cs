using Perdure.Coordination.Embedded;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Recipes;

public sealed class SqliteRecipes : RecipeContract
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<ICoordinator> CreateAsync() =>
        Task.FromResult<ICoordinator>(EmbeddedCoordinator.Open(_folder.File("coordination.db"), new EmbeddedOptions { System = "recipes", Timeout = TimeSpan.FromMinutes(1) }));

    protected override Task CleanUpAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;
using Perdure.Nodes.Coordination;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Coordination;

public sealed class StartingPlanTests : IDisposable
{
    private static readonly SystemModel Own = new() { Name = "shop", Node = new NodeModel { Id = "gateway-1" } };
    private readonly TemporaryFolder _folder = new();
    private readonly LastGoodConfiguration _lastGood;

    public StartingPlanTests() => _lastGood = new LastGoodConfiguration(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_applied_means_the_own_file()
    {
        var plan = Choose(null);

        Assert.Same(Own, plan.Model);
        Assert.Null(plan.Applied);
        Assert.Null(plan.Problem);
    }

    [Fact]
    public void Applied_version_that_loads_is_what_the_node_begins_with()
    {
        var plan = Choose(Version(3, SystemFiles.Good));

        Assert.Equal(3, plan.Applied!.Version);
        Assert.Single(plan.Model.Services);
        Assert.Null(plan.Problem);
    }

    [Fact]
    public void Applied_version_that_does_not_load_leaves_the_one_that_ran_last()
    {
        _lastGood.Write(Version(2, SystemFiles.Good));

        var plan = Choose(Version(3, SystemFiles.TwoErrors));

        Assert.Equal(2, plan.Applied!.Version);
        Assert.StartsWith("configuration-3:", plan.Problem, StringComparison.Ordinal);
        Assert.EndsWith("(and 1 more)", plan.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_one_that_ran_last_the_own_file_is_left(bool lastIsBroken)
    {
        if (lastIsBroken)
            _folder.Write("configuration.json", "{ \"version\": ");

        var plan = Choose(Version(3, SystemFiles.TwoErrors));

        Assert.Same(Own, plan.Model);
        Assert.Null(plan.Applied);
        Assert.NotNull(plan.Problem);
    }

    [Fact]
    public void Version_that_ran_last_is_forgotten_with_the_own_file()
    {
        _lastGood.Write(Version(2, SystemFiles.Good));
        _lastGood.Write(null);

        Assert.Null(_lastGood.Read());
    }

    private static AppliedConfiguration Version(long version, string text) =>
        new() { Version = version, Digest = "", By = "ops", At = default, Text = text };

    private StartingPlan Choose(AppliedConfiguration? target) =>
        StartingPlan.Choose(Own, target, _lastGood, new FakeSystemFile(), NullLogger.Instance);
}

using Perdure.Coordination.Shared.Rollout;
using Perdure.Nodes.Coordination;

namespace Perdure.Tests.Nodes.Coordination;

public sealed class RequestTallyTests
{
    private readonly RequestTally _tally = new();

    [Fact]
    public void Counts_of_all_services_are_added()
    {
        Count(("a", 10, 1), ("b", 5, 0));

        Assert.Equal(new ErrorCount(22, 3), Count(("a", 15, 2), ("b", 7, 1)));
    }

    [Fact]
    public void Service_that_a_reload_takes_away_keeps_its_share()
    {
        Count(("a", 10, 1), ("b", 5, 0));

        Assert.Equal(new ErrorCount(16, 1), Count(("a", 11, 1)));
    }

    [Fact]
    public void Service_that_comes_back_counts_from_zero_again()
    {
        Count(("a", 10, 1));

        Assert.Equal(new ErrorCount(13, 2), Count(("a", 3, 1)));
    }

    private ErrorCount Count(params (string Name, long Requests, long Failed)[] services) =>
        _tally.Count(services.Select(service => (service.Name, new ErrorCount(service.Requests, service.Failed))));
}

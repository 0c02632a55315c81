using Perdure.Model;
using Perdure.Resilience.Measuring;
using Perdure.Telemetry.Objectives;
using Perdure.Telemetry.Tests.Support;

namespace Perdure.Telemetry.Tests.Objectives;

public sealed class RouteReaderTests
{
    [Fact]
    public async Task Answers_count_by_how_they_ended_and_how_long_they_took()
    {
        await using var backend = await TestBackend.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/bad" ? 500 : 200;
            return Task.CompletedTask;
        });
        var objective = new ObjectiveModel { Latency = new LatencyObjectiveModel { Within = TimeSpan.FromSeconds(10) } };
        await using var node = await Measured.StartAsync(Measured.Model(null, route => route with { Objective = objective }, backend.Url));
        await node.GetAsync("/good");
        await node.GetAsync("/bad");

        Assert.Equal(new BudgetCounts(2, 1, 1, 0), RouteReader.Read(node.Gateway).Single().Counts);
    }

    [Fact]
    public void Bounds_of_the_model_are_those_of_the_histograms() =>
        Assert.Equal(DurationHistogram.BoundsUs.Select(us => us / 1_000.0), LatencyObjectiveModel.BoundsMs);
}

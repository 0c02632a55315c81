using Perdure.Model.Reading;

namespace Perdure.Model.Tests.Reading;

public sealed class DefaultsTests
{
    [Fact]
    public void Keys_that_are_not_written_mean_what_the_model_says()
    {
        var model = SystemFile.Model(SystemFile.Head);
        var service = model.Services[0];

        Assert.Equal(new ListenerLimits(), model.Listeners[0].Limits);
        Assert.Equal(new AdminModel().Address, model.Admin.Address);
        Assert.Equal(new BalancingModel(), service.Balancing);
        Assert.Null(service.HealthCheck);
        Assert.Equal(new OutlierDetectionModel(), service.OutlierDetection);
        Assert.Equal(new CircuitBreakerModel(), service.CircuitBreaker);
        Assert.Equal(new TimeoutsModel(), service.Timeouts);
        Assert.Equal(new RetryModel().Statuses.ToArray(), service.Retry.Statuses.ToArray());
        Assert.Equal(new RetryModel { Statuses = service.Retry.Statuses }, service.Retry);
        Assert.Equal(TimeSpan.FromSeconds(30), service.SlowStart);
        Assert.Equal((1, InstanceRole.Active), (service.Instances[0].Weight, service.Instances[0].Role));
        Assert.Equal((Environment.MachineName, "/etc/perdure/data"), (model.Node.Id, model.Node.DataDirectory));
    }

    [Fact]
    public void Empty_mappings_mean_the_same()
    {
        var service = SystemFile.Model(SystemFile.WithServiceKey(
            "balancing: {}\n    healthCheck: {}\n    outlierDetection: {}\n    circuitBreaker: {}\n    retry: {}\n    timeouts: {}")).Services[0];

        Assert.Equal(new HealthCheckModel(), service.HealthCheck);
        Assert.Equal(new OutlierDetectionModel(), service.OutlierDetection);
        Assert.Equal(new CircuitBreakerModel(), service.CircuitBreaker);
        Assert.Equal(new TimeoutsModel(), service.Timeouts);
    }

    [Fact]
    public void Process_runs_beside_the_file_unless_written()
    {
        var text = SystemFile.Head.Replace("id: a1,", "id: a1, process: { command: [run] },", StringComparison.Ordinal);

        Assert.Equal(
            new ProcessModel { Command = ["run"], WorkingDirectory = "/etc/perdure" }, SystemFile.Model(text).Services[0].Instances[0].Process);
    }

    [Fact]
    public void Starter_file_loads_without_a_word()
    {
        var model = SystemFile.Model(StarterFile.Text);

        Assert.Equal("127.0.0.1:8080", Assert.Single(model.Listeners).Address.ToString());
        Assert.Equal(2, Assert.Single(model.Services).Instances.Length);
    }

    [Fact]
    public void Starter_file_with_its_comments_uncommented_loads_as_well()
    {
        string[] keys = ["healthCheck", "balancing", "outlierDetection", "circuitBreaker", "retry", "timeouts"];
        var text = StarterFile.Text;
        foreach (var key in keys)
        {
            Assert.Contains($"# {key}: {{", text, StringComparison.Ordinal);
            text = text.Replace($"# {key}: {{", $"{key}: {{", StringComparison.Ordinal);
        }

        Assert.NotNull(SystemFile.Model(text).Services[0].HealthCheck);
    }
}

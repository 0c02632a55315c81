using Perdure.Gateway.Flags;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Flags;

public sealed class AutomaticFlagTests
{
    private static readonly FlagCondition Breaker = new() { Breaker = "main", For = TimeSpan.Zero, BackAfter = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task Flag_goes_off_while_no_instance_can_be_asked_and_comes_back_afterwards()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, Breaker);
        using var client = gateway.Client();
        var pool = gateway.Server.Services[0].Pool;

        pool.Drain(pool.Instances[0], gateway.Server.NowMs);
        await OffAsync(gateway, true);
        var asked = await client.GetAsync("/");
        Assert.Contains("flag-off", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("no instance of main can be asked", gateway.Server.AutomaticFlags[0].Why, StringComparison.Ordinal);

        pool.Undrain(pool.Instances[0], gateway.Server.NowMs);
        await OffAsync(gateway, false);
        Assert.Equal([200], await ManyRequests.StatusesAsync(client, 1));
    }

    [Fact]
    public async Task Setting_of_an_operator_goes_before_the_condition()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, Breaker with { Breaker = "other" });
        using var client = gateway.Client();
        gateway.Server.SetFlags(new Dictionary<string, int> { ["suggest"] = 100 });
        var other = gateway.Server.Services[1].Pool;

        other.Drain(other.Instances[0], gateway.Server.NowMs);
        await OffAsync(gateway, true);
        Assert.Equal([200], await ManyRequests.StatusesAsync(client, 1));

        gateway.Server.SetFlags(new Dictionary<string, int>());
        Assert.Equal([503], await ManyRequests.StatusesAsync(client, 1));
    }

    [Fact]
    public async Task Flag_goes_off_while_the_node_turns_requests_away()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        var usage = new FakeUsage { Memory = 1 };
        await using var gateway = await StartAsync(backend, Breaker with { Breaker = null, Shedding = "*" }, usage);
        using var client = gateway.Client();

        await Eventually.Async(
            async () =>
            {
                await ManyRequests.StatusesAsync(client, 5);
                return gateway.Server.AutomaticFlags[0].Off;
            },
            "the flag to go off");
        usage.Memory = 0;
        await OffAsync(gateway, false);
    }

    [Fact]
    public async Task Flag_of_a_service_stays_on_while_another_one_turns_requests_away()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(
            backend, Breaker with { Breaker = null, Shedding = "other" }, null, new BulkheadModel { MaxConcurrent = 1, MaxQueued = 0 });
        using var client = gateway.Client();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetAsync("/")));

        Assert.False(gateway.Server.AutomaticFlags[0].Holds);
    }

    [Fact]
    public async Task Flag_goes_off_while_the_bulkhead_of_its_service_turns_requests_away()
    {
        var gate = new TaskCompletionSource();
        await using var backend = await TestBackend.StartAsync(_ => gate.Task);
        await using var gateway = await StartAsync(
            backend, Breaker with { Breaker = null, Shedding = "main" }, null, new BulkheadModel { MaxConcurrent = 1, MaxQueued = 0 });
        using var client = gateway.Client();
        var held = client.GetAsync("/");
        await Eventually.Async(() => backend.Requests == 1, "the only place to be taken");

        await Eventually.Async(
            async () =>
            {
                await ManyRequests.StatusesAsync(client, 1);
                return gateway.Server.AutomaticFlags[0].Off;
            },
            "the flag to go off");
        gate.SetResult();
        (await held).Dispose();
        await OffAsync(gateway, false);
    }

    [Fact]
    public async Task Reload_keeps_what_a_flag_is_in_the_middle_of_and_forgets_a_condition_that_is_gone()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, Breaker with { BackAfter = TimeSpan.FromHours(1) });
        using var client = gateway.Client();
        var pool = gateway.Server.Services[0].Pool;
        pool.Drain(pool.Instances[0], gateway.Server.NowMs);
        await OffAsync(gateway, true);

        var model = gateway.Server.Model;
        await gateway.Server.ReloadAsync(model with { Name = "other" }, CancellationToken.None);
        Assert.True(Assert.Single(gateway.Server.AutomaticFlags).Off);
        Assert.Equal([503], await ManyRequests.StatusesAsync(client, 1));

        await gateway.Server.ReloadAsync(model with { Flags = [model.Flags[0] with { OffWhen = null }] }, CancellationToken.None);
        pool = gateway.Server.Services[0].Pool;
        pool.Undrain(pool.Instances[0], gateway.Server.NowMs);
        Assert.Empty(gateway.Server.AutomaticFlags);
        Assert.Equal([200], await ManyRequests.StatusesAsync(client, 1));
    }

    private static Task OffAsync(TestGateway gateway, bool off) =>
        Eventually.Async(() => gateway.Server.AutomaticFlags[0].Off == off, off ? "the flag to go off" : "the flag to come back");

    private static Task<TestGateway> StartAsync(TestBackend backend, FlagCondition condition, FakeUsage? usage = null, BulkheadModel? bulkhead = null)
    {
        var main = TestGateway.ServiceOf(backend.Url) with { Bulkhead = bulkhead };
        var model = TestGateway.ModelOf(main, TestGateway.ServiceOf(backend.Url) with { Name = "other" });
        var flag = new FlagModel { Name = "suggest", OffWhen = condition };
        return TestGateway.StartAsync(model with { Flags = [flag], Routes = [TestGateway.Route("main", "/*") with { Flag = flag.Name }] }, usage: usage);
    }
}

using System.Net;
using System.Text.Json;
using Perdure.Gateway.Flags;
using Perdure.Gateway.Tests.Support;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Flags;

public sealed class FlagTests
{
    [Fact]
    public async Task Flag_that_is_off_answers_503_without_asking_anybody()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, new FlagModel { Name = "suggest", DefaultPercent = 0 });
        using var client = gateway.Client();

        using var response = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("urn:perdure:problem:flag-off", JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("type").GetString());
        Assert.Equal(0, backend.Requests);
        Assert.Equal(1, gateway.Server.Routes[0].Counters.FlaggedOff);
        Assert.Equal((0, 1), (gateway.Server.Services[0].Counters.Failed, gateway.Server.Services[0].Counters.HeldBack));
    }

    [Fact]
    public async Task Flag_is_switched_at_once_and_stays_over_reloads()
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, new FlagModel { Name = "suggest" });
        using var client = gateway.Client();

        Assert.Equal([200], await ManyRequests.StatusesAsync(client, 1));
        gateway.Server.SetFlags(new Dictionary<string, int> { ["suggest"] = 0, ["unknown"] = 50 });
        Assert.Equal([503], await ManyRequests.StatusesAsync(client, 1));
        await gateway.Server.ReloadAsync(gateway.Server.Model with { Name = "other" }, CancellationToken.None);
        Assert.Equal([503], await ManyRequests.StatusesAsync(client, 1));
        gateway.Server.SetFlags(new Dictionary<string, int>());
        Assert.Equal([200], await ManyRequests.StatusesAsync(client, 1));
    }

    [Theory]
    [InlineData(HashKeySource.Header)]
    [InlineData(HashKeySource.Cookie)]
    public async Task User_stays_on_the_same_side_and_gains_when_the_part_grows(HashKeySource source)
    {
        await using var backend = await TestBackend.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(backend, new FlagModel { Name = "suggest", Key = new HashKey { Source = source, Name = "User" } });
        using var client = gateway.Client();
        var at25 = await UsersAsync(25);
        var again = await UsersAsync(25);
        var at50 = await UsersAsync(50);

        Assert.Equal(at25, again);
        Assert.InRange(at25.Count(on => on), 25, 75);
        Assert.InRange(at50.Count(on => on), 70, 130);
        Assert.All(at25.Zip(at50), user => Assert.True(!user.First || user.Second));

        async Task<List<bool>> UsersAsync(int percent)
        {
            gateway.Server.SetFlags(new Dictionary<string, int> { ["suggest"] = percent });
            var statuses = await ManyRequests.StatusesAsync(
                client, 200, at => source == HashKeySource.Header ? ("User", $"u{at}") : ("Cookie", $"a=1; User=u{at}; b=2"));
            return [.. statuses.Select(status => status == 200)];
        }
    }

    [Fact]
    public void Part_is_as_large_as_it_says_and_flags_are_independent()
    {
        var users = Enumerable.Range(0, 20_000).Select(user => (UInt128)user).ToList();
        var one = users.Where(user => FlagShare.IsOn(user, 1, 30)).ToHashSet();
        var both = users.Where(user => FlagShare.IsOn(user, 2, 30)).Count(one.Contains);

        Assert.InRange(one.Count, 5_800, 6_200);
        Assert.InRange(both, 1_650, 1_950);
        Assert.All(users, user => Assert.False(FlagShare.IsOn(user, 3, 0)));
        Assert.All(users, user => Assert.True(FlagShare.IsOn(user, 3, 100)));
    }

    [Fact]
    public void Place_of_a_user_never_changes() => Assert.Equal(
        [.. s_places], Enumerable.Range(1, 5).Select(user => FlagShare.PlaceOf(new UInt128((ulong)user, 7), 42)));

    // Written down once: another version of the program must not turn users around.
    private static readonly ulong[] s_places = [5257, 8606, 4800, 6220, 1771];

    private static Task<TestGateway> StartAsync(TestBackend backend, FlagModel flag)
    {
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url));
        return TestGateway.StartAsync(model with { Flags = [flag], Routes = [model.Routes[0] with { Flag = flag.Name }] });
    }
}

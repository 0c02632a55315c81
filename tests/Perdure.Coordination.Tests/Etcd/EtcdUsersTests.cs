using Perdure.Coordination.Etcd;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Contract;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

/// <summary>An etcd that checks users.</summary>
public sealed class EtcdUsersTests : IAsyncLifetime
{
    private const string Password = "correct horse";
    private EtcdCluster? _cluster;

    private EtcdCluster Cluster => _cluster!;

    public async Task InitializeAsync()
    {
        if (EtcdProcess.Program is null) return;
        _cluster = await EtcdCluster.StartAsync(1);
        await _cluster.PostAsync("auth/user/add", new { name = "nobody", password = Password });
        await _cluster.EnableUsersAsync(("root", Password), ("perdure", Password));
    }

    public Task DisposeAsync()
    {
        _cluster?.Dispose();
        return Task.CompletedTask;
    }

    [EtcdFact]
    public async Task Right_password_lets_in_and_a_token_that_ended_is_got_anew()
    {
        await using var store = Open("perdure", Password);
        await store.Put("a", "1");
        await using var watch = new WatchReader(store.WatchAsync(new WatchQuery { Key = "a" }, default), TimeSpan.FromSeconds(60));
        await watch.BegunAsync();

        // A member forgets its tokens when it starts again.
        Cluster.Members[0].Kill();
        Cluster.Members[0].Start();
        await Eventually.Holds(() => TryPutAsync(store), "the store is usable again");
        Assert.Equal("+a=2", await watch.TextAsync(1));
        await using var late = new WatchReader(store.WatchAsync(new WatchQuery { Key = "a" }, default), TimeSpan.FromSeconds(60));
        await late.BegunAsync();
    }

    [EtcdFact]
    public async Task Wrong_password_is_refused_and_never_told()
    {
        await using var store = Open("perdure", "battery staple");
        var fault = await EtcdTests.Fails(() => store.Put("a", "1"));
        Assert.Equal(CoordinationFailure.Refused, fault.Failure);
        Assert.Contains("coordination.password", fault.Message);
        Assert.DoesNotContain("battery", fault.Message);
        await store.Becomes(StoreState.Refused);
    }

    [EtcdFact]
    public async Task Access_without_a_user_is_refused_and_says_what_to_set()
    {
        await using var store = Open(null, null);
        var fault = await EtcdTests.Fails(() => store.Put("a", "1"));
        Assert.Equal(CoordinationFailure.Refused, fault.Failure);
        Assert.Contains("set coordination.user", fault.Message);
    }

    [EtcdFact]
    public async Task User_without_a_role_is_refused()
    {
        await using var store = Open("nobody", Password);
        var fault = await EtcdTests.Fails(() => store.Put("a", "1"));
        Assert.Equal(CoordinationFailure.Refused, fault.Failure);
        Assert.Contains("grant it a role", fault.Message);
    }

    [EtcdFact]
    public async Task User_where_none_are_checked_is_a_warning()
    {
        using var open = await EtcdCluster.StartAsync(1);
        await using var store = EtcdTests.Open(open, options => options with { User = "perdure", Password = Password });
        await store.Put("a", "1");
        await Eventually.Holds(() => store.Status.Warning?.Contains("does not check users", StringComparison.Ordinal) == true, "the warning");
    }

    private EtcdCoordinator Open(string? user, string? password) => EtcdTests.Open(Cluster, options => options with { User = user, Password = password });

    private static async Task<bool> TryPutAsync(EtcdCoordinator store)
    {
        try
        {
            await store.Put("a", "2");
            return true;
        }
        catch (CoordinationException fault) when (fault.IsTransient)
        {
            return false;
        }
    }
}

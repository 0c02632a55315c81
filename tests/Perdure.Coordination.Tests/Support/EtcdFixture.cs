namespace Perdure.Coordination.Tests.Support;

/// <summary>An etcd of one member that test classes share and leave running; each test takes a prefix of its own.</summary>
public sealed class EtcdFixture : IAsyncLifetime
{
    private EtcdCluster? _cluster;

    internal EtcdCluster Cluster => _cluster ?? throw new InvalidOperationException("etcd is not installed: on Debian, apt-get install etcd-server");

    public async Task InitializeAsync()
    {
        if (EtcdProcess.Program is not null) _cluster = await EtcdCluster.StartAsync(1);
    }

    public Task DisposeAsync()
    {
        _cluster?.Dispose();
        return Task.CompletedTask;
    }
}

namespace Perdure.Coordination.Tests.Support;

/// <summary>An etcd of three members that test classes share; a test that hurts one heals it again.</summary>
public sealed class EtcdHurtFixture : IAsyncLifetime
{
    private EtcdCluster? _cluster;

    internal EtcdCluster Cluster => _cluster ?? throw new InvalidOperationException("etcd is not installed: on Debian, apt-get install etcd-server");

    public async Task InitializeAsync()
    {
        if (EtcdProcess.Program is not null) _cluster = await EtcdCluster.StartAsync(3);
    }

    public Task DisposeAsync()
    {
        _cluster?.Dispose();
        return Task.CompletedTask;
    }
}

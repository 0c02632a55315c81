namespace Perdure.Coordination.Tests.Support;

/// <summary>An etcd that test classes share, started before the first of them and stopped after the last.</summary>
public abstract class EtcdClusterFixture : IAsyncLifetime
{
    private readonly int _members;
    private readonly EtcdSettings? _settings;
    private EtcdCluster? _cluster;

    private protected EtcdClusterFixture(int members, EtcdSettings? settings = null) => (_members, _settings) = (members, settings);

    internal EtcdCluster Cluster => _cluster ?? throw new InvalidOperationException("etcd is not installed: on Debian, apt-get install etcd-server");

    public async Task InitializeAsync()
    {
        if (EtcdProcess.Program is not null) _cluster = await EtcdCluster.StartAsync(_members, _settings);
    }

    public Task DisposeAsync()
    {
        _cluster?.Dispose();
        return Task.CompletedTask;
    }
}

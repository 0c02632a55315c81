using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Support;

namespace Perdure.Coordination.Tests.Etcd;

/// <summary>An etcd that speaks TLS and wants a certificate of its clients.</summary>
public sealed class EtcdTlsTests : IAsyncLifetime
{
    private readonly TestCertificates _certificates = new();
    private EtcdCluster? _cluster;

    private EtcdCluster Cluster => _cluster!;

    public async Task InitializeAsync()
    {
        if (EtcdProcess.Program is not null) _cluster = await EtcdCluster.StartAsync(1, new EtcdSettings { Tls = _certificates });
    }

    public Task DisposeAsync()
    {
        _cluster?.Dispose();
        _certificates.Dispose();
        return Task.CompletedTask;
    }

    [EtcdFact]
    public async Task Certificates_of_one_authority_are_accepted()
    {
        await using var store = EtcdTests.Open(
            Cluster, options => options with { CaPath = _certificates.CaPath, CertificatePath = _certificates.ClientPath, KeyPath = _certificates.ClientKeyPath });
        await store.Becomes(StoreState.Connected);
        await store.Put("a", "1");
        Assert.Equal("1", await store.Get("a"));
    }

    [EtcdFact]
    public async Task Server_of_an_unknown_authority_is_refused()
    {
        await using var store = EtcdTests.Open(Cluster, options => options with { CertificatePath = _certificates.ClientPath, KeyPath = _certificates.ClientKeyPath });
        await store.Becomes(StoreState.Refused);
        Assert.Contains("coordination.tls", store.Status.Problem);
        Assert.Equal(CoordinationFailure.Refused, (await EtcdTests.Fails(() => store.Put("a", "1"))).Failure);
    }

    [EtcdFact]
    public async Task Client_without_a_certificate_does_not_get_in()
    {
        await using var store = EtcdTests.Open(Cluster, options => options with { CaPath = _certificates.CaPath });
        await Eventually.Holds(() => store.Status.State is StoreState.Refused or StoreState.Lost, "it does not get in");
        Assert.NotNull(store.Status.Problem);
    }

    [EtcdFact]
    public async Task Endpoint_that_speaks_tls_is_not_reached_without_it()
    {
        await using var store = EtcdTests.Open(Cluster, options => options with { Endpoints = [new Uri("http://" + Cluster.Endpoints[0].Authority)] });
        await Eventually.Holds(() => store.Status.State is StoreState.Refused or StoreState.Lost, "it does not get in");
        Assert.NotNull(store.Status.Problem);
    }

    [Fact]
    public async Task File_that_cannot_be_read_is_named()
    {
        await using var store = Perdure.Coordination.Etcd.EtcdCoordinator.Create(
            new() { Endpoints = [new Uri("https://127.0.0.1:1")], Prefix = "/x", System = "shop", CaPath = "/nowhere/ca.pem" });
        await store.Becomes(StoreState.Refused);
        Assert.Contains("/nowhere/ca.pem", store.Status.Problem);
    }
}

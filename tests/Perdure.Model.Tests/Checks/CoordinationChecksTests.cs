namespace Perdure.Model.Tests.Checks;

public sealed class CoordinationChecksTests
{
    [Fact]
    public void Nothing_written_is_the_embedded_engine() =>
        Assert.Equal(new CoordinationModel { Prefix = "/perdure/s" }, SystemFile.Model(SystemFile.Head).Coordination);

    [Fact]
    public void Etcd_reads_as_written()
    {
        var model = SystemFile.Model(
            SystemFile.WithKey(
                "coordination: { engine: etcd, endpoints: [https://10.0.0.1:2379, \"https://[::1]:2379\"], prefix: /a/b, user: u, password: \"${P}\", "
                + "tls: { ca: ca.pem, certificate: c.pem, key: k.pem }, ttl: 10s, timeout: 1s, peers: { address: 10.0.0.1:9191, advertise: gw:9191 } }"),
            ("P", "s 3cret"));

        var coordination = model.Coordination;
        Assert.Equal((CoordinationEngine.Etcd, "/a/b", "u", "s 3cret"), (coordination.Engine, coordination.Prefix, coordination.User, coordination.Password));
        Assert.Equal(("/etc/perdure/ca.pem", "/etc/perdure/c.pem", "/etc/perdure/k.pem"), (coordination.CaPath, coordination.CertificatePath, coordination.KeyPath));
        Assert.Equal((10, 1), (coordination.Ttl.Seconds, coordination.Timeout.Seconds));
        Assert.Equal(("10.0.0.1:9191", "gw:9191"), (coordination.Peers.Address.ToString(), coordination.Peers.Advertise));
        Assert.DoesNotContain("3cret", coordination.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Timeout_that_is_not_written_gives_way_to_a_short_ttl() => Assert.Equal(
        TimeSpan.FromSeconds(2), SystemFile.Model(SystemFile.WithKey("coordination: { ttl: 2s }")).Coordination.Timeout);

    [Theory]
    [InlineData("{ engine: etcd }", "7:25: error: coordination.engine: etcd needs endpoints; add endpoints: [http://127.0.0.1:2379]")]
    [InlineData(
        "{ endpoints: [http://a:2379] }",
        "7:28: error: coordination.endpoints: only the engine etcd has this; write engine: etcd, or remove it")]
    [InlineData("{ engine: ectd }", "7:25: error: coordination.engine: expected embedded or etcd, found \"ectd\"; did you mean \"etcd\"?")]
    [InlineData(
        "{ engine: etcd, endpoints: [ftp://a:2379] }",
        "7:43: error: coordination.endpoints[0]: expected a url such as http://127.0.0.1:2379, found \"ftp://a:2379\"; the scheme is http or https")]
    [InlineData(
        "{ engine: etcd, endpoints: [tcp://a:2379] }",
        "7:43: error: coordination.endpoints[0]: expected a url such as http://127.0.0.1:2379, found \"tcp://a:2379\"; the scheme is http or https")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://a] }",
        "7:43: error: coordination.endpoints[0]: expected a url such as http://127.0.0.1:2379, found \"http://a\"; add the port, such as http://a:2379")]
    [InlineData(
        "{ engine: etcd, endpoints: ['http://u:p@a:2379'] }",
        "7:43: error: coordination.endpoints[0]: expected a url such as http://127.0.0.1:2379, found a url with a user or password, which is not shown here; "
        + "write coordination.user and coordination.password")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://a:2379, https://b:2379] }",
        "7:42: error: coordination.endpoints: expected one scheme for all, found http and https; they are one cluster")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://a:2379], user: u }",
        "7:65: error: coordination.user: a user needs a password; add password: \"${NAME}\"")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://localhost:2379], user: u, password: hunter2 }",
        "7:86: warning: coordination.password: a secret that anybody who can read the file knows; put it into the environment and write \"${NAME}\"")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://a:2379], prefix: shop }",
        "7:67: error: coordination.prefix: expected a prefix such as /perdure/shop, found \"shop\"; write /shop")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://a:2379], prefix: /shop/ }",
        "7:67: error: coordination.prefix: expected a prefix such as /perdure/shop, found \"/shop/\"; write /shop")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://a:2379], tls: { certificate: c.pem } }",
        "7:79: error: coordination.tls.certificate: a certificate needs its key; add key: PATH")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://a:2379], tls: { ca: c.pem } }",
        "7:70: warning: coordination.tls.ca: never used: the endpoints are http, and the nodes have no certificate; write https endpoints")]
    [InlineData("{ ttl: 5s, timeout: 6s }", "7:35: error: coordination.timeout: expected at most ttl, which is 5s, found 6s; lower timeout, or raise ttl")]
    [InlineData(
        "{ engine: etcd, endpoints: [http://a:2379], peers: { advertise: gw } }",
        "7:79: error: coordination.peers.advertise: expected a host and a port such as gateway-1:9191, found \"gw\"; "
        + "write it like gateway-1:9191, 10.0.0.1:9191 or \"[::1]:9191\"")]
    public void Coordination_that_can_not_be_is_told(string value, string line) => SystemFile.Says(SystemFile.WithKey("coordination: " + value), line);

    [Fact]
    public void Password_over_http_is_a_warning()
    {
        var result = SystemFile.Read(
            SystemFile.WithKey("coordination: { engine: etcd, endpoints: [http://10.0.0.1:2379], user: u, password: \"${P}\" }"), ("P", "hunter2"));

        Assert.Equal(
            ["7:85: warning: coordination.password: it crosses the network in clear text on its way to http://10.0.0.1:2379; write https endpoints"],
            SystemFile.Lines(result));
    }

    [Fact]
    public void Cluster_limit_of_nodes_that_can_not_reach_each_other_is_a_warning() => SystemFile.Says(
        SystemFile.WithRoutes("{ name: all, match: {}, service: a, rateLimit: { requests: 1, scope: cluster } }")
            + "\ncoordination: { engine: etcd, endpoints: [http://10.0.0.1:2379] }",
        "8:74: warning: routes[0].rateLimit.scope: nodes on other machines can't reach coordination.peers.address (127.0.0.1:0), so each would allow its "
        + "share only; set coordination.peers.address to an address that they reach");

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData("gateway-1.example.com", "gateway-1.example.com")]
    [InlineData("'::1'", "::1")]
    public void Address_of_the_node_is_a_host(string written, string address) => Assert.Equal(
        address, SystemFile.Model(SystemFile.WithKey($"node: {{ address: {written} }}")).Node.Address);

    [Fact]
    public void Address_of_the_node_with_a_port_is_an_error() => SystemFile.Says(
        SystemFile.WithKey("node: { address: gateway-1:80 }"),
        "7:18: error: node.address: expected a host name or an address, found \"gateway-1:80\"; without a scheme or port; an IPv6 address without brackets");
}

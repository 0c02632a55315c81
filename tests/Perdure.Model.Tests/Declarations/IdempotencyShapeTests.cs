namespace Perdure.Model.Tests.Declarations;

public sealed class IdempotencyShapeTests
{
    [Fact]
    public void Idempotency_reads_as_written()
    {
        var route = SystemFile.Model(SystemFile.WithRouteKey(
            "idempotency: { required: true, retention: 48h, caller: header:X-Tenant, wait: 5s, maxBody: 64KiB, reconcile: { path: '/by-key/{key}' } }")).Routes[0];

        Assert.Equal(
            new IdempotencyModel
            {
                Required = true,
                Retention = TimeSpan.FromHours(48),
                Caller = new IdempotencyCaller { Source = IdempotencyCallerSource.Header, Header = "X-Tenant" },
                Wait = TimeSpan.FromSeconds(5),
                MaxBody = 64 * 1024,
                ReconcilePath = "/by-key/{key}",
            },
            route.Idempotency);
    }

    [Theory]
    [InlineData("authorization", IdempotencyCallerSource.Authorization)]
    [InlineData("client-address", IdempotencyCallerSource.ClientAddress)]
    [InlineData("none", IdempotencyCallerSource.None)]
    public void Caller_is_one_of_a_few(string text, IdempotencyCallerSource source) => Assert.Equal(
        new IdempotencyCaller { Source = source }, SystemFile.Model(SystemFile.WithRouteKey($"idempotency: {{ caller: {text} }}")).Routes[0].Idempotency!.Caller);

    [Theory]
    [InlineData("required: yes", ".required: expected true or false, found \"yes\"")]
    [InlineData("retention: 1s", ".retention: expected a duration from 1m to 8760h, found \"1s\"")]
    [InlineData("caller: ip", ".caller: expected authorization, client-address, header:NAME or none, found \"ip\"; write header:ip")]
    [InlineData("wait: 31s", ".wait: expected a duration from 0s to 30s, found \"31s\"")]
    [InlineData("maxBody: 2MiB", ".maxBody: expected a size from 1KiB to 1MiB, found \"2MiB\"")]
    [InlineData("reconcile: {}", ".reconcile.path: expected a path with {key} in it, such as /payments/by-key/{key}, found nothing; add path")]
    [InlineData("reconcile: { path: /a }", ".reconcile.path: expected a path with {key} in it, such as /payments/by-key/{key}, found \"/a\"; add {key}, which stands for the key")]
    [InlineData("reconcile: { path: '/a/{key}/{id}' }", ".reconcile.path: expected a path with {key} in it, such as /payments/by-key/{key}, found \"/a/{key}/{id}\"")]
    public void Idempotency_that_can_not_be_is_an_error(string key, string says)
    {
        var lines = SystemFile.Lines(SystemFile.Read(SystemFile.WithRouteKey($"idempotency: {{ {key} }}")));

        Assert.Contains("error: routes[0].idempotency" + says, Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Idempotency_of_a_route_for_methods_that_need_none_is_an_error()
    {
        var lines = SystemFile.Lines(SystemFile.Read(SystemFile.WithRoutes("{ name: a, match: { methods: [GET] }, service: a, idempotency: {} }")));

        Assert.Contains(
            "error: routes[0].idempotency: never used: only POST, PUT, PATCH and DELETE carry keys, and the route takes GET; remove idempotency, or add POST to match.methods",
            Assert.Single(lines),
            StringComparison.Ordinal);
    }
}

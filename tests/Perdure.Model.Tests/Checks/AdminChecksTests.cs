namespace Perdure.Model.Tests.Checks;

public sealed class AdminChecksTests
{
    [Theory]
    [InlineData("10.0.0.1:9090")]
    [InlineData("0.0.0.0:9090")]
    public void Address_that_others_reach_needs_tokens(string address) => SystemFile.Says(
        SystemFile.WithKey($"admin: {{ address: {address} }}"),
        $"7:19: error: admin.tokens: expected tokens, because {address} can be reached from other machines, found none; "
        + "add tokens: [{ name: ops, role: operator, token: \"${PERDURE_OPS_TOKEN}\" }], or bind 127.0.0.1");

    [Theory]
    [InlineData("127.0.0.1:9091")]
    [InlineData("localhost:9091")]
    [InlineData("'[::1]:9091'")]
    public void Loopback_address_needs_none(string address) =>
        Assert.Empty(SystemFile.Model(SystemFile.WithKey($"admin: {{ address: {address} }}")).Admin.Tokens);

    [Fact]
    public void Token_that_is_short_is_an_error_where_others_reach_it() => SystemFile.Says(
        SystemFile.WithKey("admin: { address: 10.0.0.1:9090, tokens: [{ name: ops, role: app, token: 0123456789abcde }] }"),
        "7:74: error: admin.tokens[0].token: expected at least 16 characters, because 10.0.0.1:9090 can be reached from other machines, "
        + "found fewer; make one with `openssl rand -hex 32`");

    [Fact]
    public void Token_that_is_short_is_fine_on_loopback() =>
        SystemFile.Model(SystemFile.WithKey("admin: { tokens: [{ name: ops, role: app, token: x }] }"));

    [Fact]
    public void Token_that_is_empty_is_an_error()
    {
        var result = SystemFile.Read(SystemFile.WithKey("admin: { tokens: [{ name: ops, role: app, token: \"${T}\" }] }"), ("T", ""));

        Assert.Equal(["7:50: error: admin.tokens[0].token: expected a secret, found an empty text"], SystemFile.Lines(result));
    }

    [Fact]
    public void Names_and_tokens_are_unique() => SystemFile.Says(
        SystemFile.WithKey("admin: { tokens: [{ name: a, role: app, token: x }, { name: a, role: app, token: x }] }"),
        "7:61: error: admin.tokens[1].name: expected a unique name, found that of admin.tokens[0] on line 7 again; give one of the two another name",
        "7:82: error: admin.tokens[1].token: expected a unique token, found that of admin.tokens[0] on line 7 again; give one of the two another token");
}

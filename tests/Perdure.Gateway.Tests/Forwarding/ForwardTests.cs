using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Forwarding;

public sealed class ForwardTests
{
    [Fact]
    public async Task Get_is_answered_by_the_instance()
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}"));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client();

        Assert.Equal("GET /a/b?c=d", await client.GetStringAsync("/a/b?c=d"));
        Assert.Equal("GET /a/b?c=d", await client.GetStringAsync("/a/b?c=d"));
    }

    [Fact]
    public async Task Post_body_reaches_the_instance_whole()
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client();
        var text = new string('x', 300_000);

        using var response = await client.PostAsync("/", new StringContent(text));

        Assert.Equal(text, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Http_versions_share_one_cleartext_port(int version)
    {
        await using var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync(context.Request.Protocol));
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client(version == 1 ? HttpVersion.Version11 : HttpVersion.Version20);

        using var response = await client.GetAsync("/");

        Assert.Equal(version, response.Version.Major);
        Assert.Equal("HTTP/1.1", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Grpc_goes_over_http2_and_keeps_its_trailers()
    {
        await using var backend = await TestBackend.StartAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 1, 42 });
            context.Response.AppendTrailer("grpc-status", "0");
        }, HttpProtocols.Http2);
        await using var gateway = await TestGateway.StartAsync(TestGateway.ServiceOf(backend.Url));
        using var client = gateway.Client(HttpVersion.Version20);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pkg.Service/Call") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent([0, 0, 0, 0, 0]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        request.Headers.TE.ParseAdd("trailers");

        using var response = await client.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal([0, 0, 0, 0, 1, 42], body);
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Perdure.Gateway.Hosting;
using Perdure.Gateway.Tests.Support;

namespace Perdure.Gateway.Tests.Listening;

public sealed class TlsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Version_is_agreed_by_alpn(int version)
    {
        using var certificate = new TestCertificate("first");
        await using var gateway = await StartAsync(certificate);
        using var client = gateway.Client(version == 1 ? HttpVersion.Version11 : HttpVersion.Version20);

        using var response = await client.GetAsync("/");

        Assert.Equal(version, response.Version.Major);
        Assert.Equal("https", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Changed_files_are_used_and_a_broken_pair_is_not()
    {
        using var certificate = new TestCertificate("first");
        await using var gateway = await StartAsync(certificate);
        Assert.Equal("CN=first", await SubjectAsync(gateway.Address));

        certificate.Write("second");
        await Eventually.Async(async () => await SubjectAsync(gateway.Address) == "CN=second", "the second certificate is used");
        certificate.Break();
        await Assert.ThrowsAsync<GatewayReloadException>(() => gateway.Server.ReloadAsync(gateway.Server.Model, CancellationToken.None));
        Assert.Equal("CN=second", await SubjectAsync(gateway.Address));
        certificate.Write("third");
        await Eventually.Async(async () => await SubjectAsync(gateway.Address) == "CN=third", "the third certificate is used");
    }

    [Fact]
    public async Task Broken_pair_is_refused_at_the_start_with_its_place()
    {
        using var certificate = new TestCertificate("first");
        certificate.Break();

        var fault = await Assert.ThrowsAsync<GatewayReloadException>(() => StartAsync(certificate));

        Assert.Contains(certificate.Model.CertificatePath, fault.Message, StringComparison.Ordinal);
    }

    private static async Task<TestGateway> StartAsync(TestCertificate certificate)
    {
        var backend = await TestBackend.StartAsync(context => context.Response.WriteAsync(context.Request.Headers["X-Forwarded-Proto"].ToString()));
        var model = TestGateway.ModelOf(TestGateway.ServiceOf(backend.Url));
        try
        {
            return await TestGateway.StartAsync(model with { Listeners = [model.Listeners[0] with { Tls = certificate.Model }] }, owned: backend);
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> SubjectAsync(IPEndPoint address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("test");
        return tls.RemoteCertificate!.Subject;
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Perdure.Coordination.Tests.Support;

/// <summary>An authority, a server's certificate for the loopback address and a client's, as PEM files in a folder.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-tls-").FullName;

    public TestCertificates()
    {
        var (from, to) = (DateTimeOffset.Parse("2020-01-01T00:00:00Z"), DateTimeOffset.Parse("2049-01-01T00:00:00Z"));
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=Perdure test authority", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        caRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var ca = caRequest.CreateSelfSigned(from, to);
        File.WriteAllText(CaPath, ca.ExportCertificatePem());
        Issue(ca, "server", 1);
        Issue(ca, "client", 2);
    }

    public string CaPath => Path.Combine(_folder, "ca.pem");

    public string ServerPath => Path.Combine(_folder, "server.pem");

    public string ServerKeyPath => Path.Combine(_folder, "server-key.pem");

    public string ClientPath => Path.Combine(_folder, "client.pem");

    public string ClientKeyPath => Path.Combine(_folder, "client-key.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Issue(X509Certificate2 ca, string name, byte serial)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.Create(ca, ca.NotBefore, ca.NotAfter, [serial]);
        File.WriteAllText(Path.Combine(_folder, $"{name}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, $"{name}-key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}

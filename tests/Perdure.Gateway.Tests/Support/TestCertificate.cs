using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Perdure.Model;

namespace Perdure.Gateway.Tests.Support;

/// <summary>A certificate and its key as PEM files in a folder of their own, deleted at the end.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-tls-");
    private int _writes;

    public TestCertificate(string name) => Write(name);

    public TlsModel Model => new() { CertificatePath = Path.Combine(_folder.FullName, "cert.pem"), KeyPath = Path.Combine(_folder.FullName, "key.pem") };

    /// <summary>Writes another pair over the files.</summary>
    public void Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Model.CertificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(Model.KeyPath, key.ExportPkcs8PrivateKeyPem());
        Touch();
    }

    /// <summary>Makes the pair unusable.</summary>
    public void Break()
    {
        File.WriteAllText(Model.KeyPath, "no key");
        Touch();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // A file system may count time too coarsely to tell two writes of a test apart.
    private void Touch() => File.SetLastWriteTimeUtc(Model.KeyPath, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(++_writes));
}

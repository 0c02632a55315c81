using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Perdure.EndToEnd.Tests.Support;

namespace Perdure.EndToEnd.Tests.TakeOver;

/// <summary>
/// A certificate whose key is a pipe: a process that reads it stands still until <see cref="GiveAsync"/>. So a new process is held
/// half-way, with the sockets in its hands and without serving.
/// </summary>
internal sealed class StuckCertificate
{
    private readonly string _pem;
    private readonly string _key;

    public StuckCertificate(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Listener = $"  - {{ name: tls, address: \"{IPAddress.Loopback}:0\", tls: {{ certificate: tls.pem, key: tls.key }} }}";
        folder.Write("tls.pem", certificate.ExportCertificatePem());
        _pem = key.ExportPkcs8PrivateKeyPem();
        _key = folder.File("tls.key");
        using var make = Process.Start("mkfifo", [_key]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }

    /// <summary>The line of a system file with a listener that has it.</summary>
    public string Listener { get; }

    /// <summary>Lets the process that reads it go on.</summary>
    public async Task GiveAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        await Task.Run(() => File.WriteAllText(_key, _pem), limit.Token).WaitAsync(limit.Token);
    }
}

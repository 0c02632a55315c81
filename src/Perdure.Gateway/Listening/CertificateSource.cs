using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Perdure.Gateway.Hosting;
using Perdure.Model;

namespace Perdure.Gateway.Listening;

/// <summary>
/// A listener's certificate, read again when its files change; a pair that cannot be read is refused and the last good one stays.
/// Thread-safe.
/// </summary>
internal sealed class CertificateSource
{
    private readonly ILogger _log;
    private volatile LoadedCertificate _loaded;

    /// <exception cref="GatewayReloadException">The files cannot be read or do not belong together.</exception>
    public CertificateSource(TlsModel model, ILogger log)
    {
        _log = log;
        _loaded = Read(model);
    }

    /// <summary>The certificate for the next handshake.</summary>
    public SslStreamCertificateContext Current => _loaded.Context;

    /// <summary>Takes over another one.</summary>
    public void Change(LoadedCertificate loaded) => _loaded = loaded;

    /// <summary>Reads the files again if they were written since.</summary>
    public void Refresh()
    {
        var before = _loaded;
        if (Stamp(before.Model) is var stamp && stamp == before.Stamp)
            return;
        try
        {
            _loaded = Read(before.Model);
            GatewayLog.CertificateLoaded(_log, before.Model.CertificatePath, Current.TargetCertificate.NotAfter);
        }
        catch (GatewayReloadException fault)
        {
            // Said once for this state of the files, not at every look.
            _loaded = before with { Stamp = stamp };
            GatewayLog.CertificateRefused(_log, before.Model.CertificatePath, fault.Message);
        }
    }

    /// <summary>Reads a pair of files.</summary>
    /// <exception cref="GatewayReloadException">They cannot be read or do not belong together.</exception>
    public static LoadedCertificate Read(TlsModel model)
    {
        var stamp = Stamp(model);
        return new LoadedCertificate(model, stamp, Load(model));
    }

    private static (DateTime, DateTime) Stamp(TlsModel model)
    {
        try
        {
            return (File.GetLastWriteTimeUtc(model.CertificatePath), File.GetLastWriteTimeUtc(model.KeyPath));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A folder that can't be looked into: reading the files says why.
            return default;
        }
    }

    private static SslStreamCertificateContext Load(TlsModel model)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(model.CertificatePath, model.KeyPath);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(model.CertificatePath);
            // The key of a certificate made from PEM lives only in memory; going through PKCS #12 ties the two together for TLS.
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new GatewayReloadException(
                $"The certificate {model.CertificatePath} with the key {model.KeyPath} cannot be used: {fault.Message} Check that both are PEM and belong together.", fault);
        }
    }
}

using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Perdure.Coordination.Etcd.Endpoints;

/// <summary>Reads what TLS needs. Read again for every new connection, so that renewed certificates are taken up.</summary>
internal static class TlsFiles
{
    /// <summary>The settings, or why they cannot be had, with the name of the file.</summary>
    public static (SslClientAuthenticationOptions Options, string? Problem) Load(EtcdOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        var file = options.CaPath;
        try
        {
            if (options.CaPath is { } ca)
            {
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.ImportFromPemFile(ca);
                if (policy.CustomTrustStore.Count == 0) return (tls, $"{ca} holds no certificate: name the PEM file of etcd's authority");
                tls.CertificateChainPolicy = policy;
            }

            if (options.CertificatePath is { } path)
            {
                file = path;
                var chain = new X509Certificate2Collection();
                chain.ImportFromPemFile(path);
                file = options.KeyPath ?? path;
                var own = X509Certificate2.CreateFromPemFile(path, options.KeyPath);
                tls.ClientCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true);
            }

            return (tls, null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return (tls, $"{file} cannot be used for TLS: {fault.Message}");
        }
    }
}

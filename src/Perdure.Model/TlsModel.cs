namespace Perdure.Model;

/// <summary>A certificate and its key, both PEM files. They are read when the listener starts and again when they change.</summary>
public sealed record TlsModel
{
    /// <summary>The absolute path of the certificate (chain).</summary>
    public required string CertificatePath { get; init; }

    /// <summary>The absolute path of the private key.</summary>
    public required string KeyPath { get; init; }
}

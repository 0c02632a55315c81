using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>tls</c> of a listener.</summary>
internal static class TlsShape
{
    private static readonly Key<string> Certificate = new(
        "certificate", Texts.FilePath, "The certificate (chain), a PEM file. It is read again when it changes.")
    {
        Required = true,
    };

    private static readonly Key<string> Key = new("key", Texts.FilePath, "The private key, a PEM file.") { Required = true };

    public static MappingShape<TlsModel> Shape { get; } = new([Certificate, Key], v => new TlsModel
    {
        CertificatePath = v.Get(Certificate),
        KeyPath = v.Get(Key),
    });
}

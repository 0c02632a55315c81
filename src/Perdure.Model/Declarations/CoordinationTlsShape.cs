using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>coordination.tls</c>.</summary>
internal static class CoordinationTlsShape
{
    private static readonly Key<string> Ca = new(
        "ca", Texts.FilePath, "The authorities that the certificates of etcd and of the other nodes must come from, a PEM file.")
    {
        DefaultInWords = "those of the machine",
        Otherwise = _ => "",
    };

    private static readonly Key<string> Certificate = new(
        "certificate", Texts.FilePath, "This node's certificate (chain), a PEM file; with it the nodes speak TLS with each other, too.")
    {
        DefaultInWords = "none",
        Otherwise = _ => "",
    };

    private static readonly Key<string> Key = new("key", Texts.FilePath, "The private key, a PEM file; required with certificate.")
    {
        DefaultInWords = "none",
        Otherwise = _ => "",
    };

    public static MappingShape<Paths> Shape { get; } = new(
        [Ca, Certificate, Key], v => new Paths(v.Find(Ca), v.Find(Certificate), v.Find(Key)))
    {
        Check = CheckPair,
    };

    private static void CheckPair(Values v)
    {
        if (v.Has(Certificate) && !v.Has(Key))
        {
            v.Contradiction(Certificate, "a certificate needs its key", "add key: PATH");
        }
        else if (v.Has(Key) && !v.Has(Certificate))
        {
            v.Contradiction(Key, "a key needs its certificate", "add certificate: PATH");
        }
    }

    internal sealed record Paths(string? Ca, string? Certificate, string? Key);
}

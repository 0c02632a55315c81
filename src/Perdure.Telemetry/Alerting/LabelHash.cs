using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Perdure.Telemetry.Alerting;

/// <summary>The fingerprint of labels as Prometheus' common library makes it: FNV-1a of 64 bits over the sorted names and values, 255 after each. Pure.</summary>
internal static class LabelHash
{
    private const ulong Offset = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;
    private const byte Separator = 255;

    /// <summary>16 hexadecimal digits.</summary>
    public static string Of(ImmutableSortedDictionary<string, string> labels)
    {
        var hash = Offset;
        foreach (var (name, value) in labels.OrderBy(label => label.Key, StringComparer.Ordinal))
            hash = Add(Add(hash, name), value);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var one in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ one) * Prime;
        return (hash ^ Separator) * Prime;
    }
}

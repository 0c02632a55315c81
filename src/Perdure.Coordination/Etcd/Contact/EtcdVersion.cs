using System.Globalization;

namespace Perdure.Coordination.Etcd.Contact;

/// <summary>A version of etcd, as far as it matters here.</summary>
internal readonly record struct EtcdVersion(int Major, int Minor, int Patch)
{
    /// <summary>Reads 3.4.23, also with something behind it such as -rc.1; null when it is no version.</summary>
    public static EtcdVersion? Parse(string text)
    {
        var parts = text.Split('-', '+')[0].Split('.');
        return parts.Length == 3 && Number(parts[0]) is { } major && Number(parts[1]) is { } minor && Number(parts[2]) is { } patch
            ? new EtcdVersion(major, minor, patch)
            : null;
    }

    /// <summary>Whether Perdure can use it: leases, guards over ranges and requests for progress are all there since 3.4.</summary>
    public bool IsUsable => (Major, Minor) is (3, >= 4) or ( > 3, _);

    /// <summary>
    /// Whether an answer to a request for progress comes in order with the events before it: since 3.4.25 and 3.5.8 (etcd's issue 15220).
    /// Before, it may overtake them, and a watch that resumed from there would lose them.
    /// </summary>
    public bool IsProgressOrdered => (Major, Minor, Patch) is (3, 4, >= 25) or (3, 5, >= 8) or (3, >= 6, _) or ( > 3, _, _);

    /// <summary>What to know about it; null for nothing.</summary>
    public string? Warning => (Major, Minor) == (3, 4)
        ? $"etcd {Major}.{Minor}.{Patch} has defects that later versions do not have (leases renewed after they were revoked, stale reads after a pause): use 3.5 or 3.6"
        : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

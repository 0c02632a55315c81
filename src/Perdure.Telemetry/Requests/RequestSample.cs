namespace Perdure.Telemetry.Requests;

/// <summary>
/// A share of all requests, chosen by their ids: the same ones on every node that sees the same id, and again when a request is repeated under its id. By FNV-1a
/// (Fowler, Noll, Vo) with a finishing mix. Immutable.
/// </summary>
internal sealed class RequestSample(double share)
{
    private readonly ulong _below = share >= 1 ? ulong.MaxValue : (ulong)(share * ulong.MaxValue);

    /// <summary>Whether the request with this id belongs to it.</summary>
    public bool Takes(string requestId) => _below == ulong.MaxValue || Hash(requestId) < _below;

    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        return hash ^ (hash >> 33);
    }
}

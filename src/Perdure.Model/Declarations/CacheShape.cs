using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>cache</c> of a route.</summary>
internal static class CacheShape
{
    private const string Longest = "8760h";

    private static readonly Key<TimeSpan> Ttl = new(
        "ttl",
        Durations.Between("0s", Longest),
        "How long an answer is fresh that does not say so itself; 0s keeps only answers that do.")
    {
        Default = "0s",
    };

    private static readonly Key<TimeSpan> StaleWhileRevalidate = new(
        "staleWhileRevalidate",
        Durations.Between("0s", Longest),
        "How long after that it is still served at once while a new answer is fetched behind.")
    {
        Default = "0s",
    };

    private static readonly Key<TimeSpan> StaleIfError = new(
        "staleIfError",
        Durations.Between("0s", Longest),
        "How long after that it is still served when the service fails or can't be asked.")
    {
        Default = "1h",
    };

    private static readonly Key<TimeSpan> NegativeTtl = new(
        "negativeTtl", Durations.Between("1s", "24h"), "How long 404 and 410 are fresh that do not say so themselves.")
    {
        DefaultInWords = "not kept",
    };

    private static readonly Key<long> MaxBody = new("maxBody", Numbers.Size("1KiB", "64MiB"), "The largest body that is kept.")
    {
        Default = "1MiB",
    };

    public static MappingShape<CacheModel> Shape { get; } = new(
        [Ttl, StaleWhileRevalidate, StaleIfError, NegativeTtl, MaxBody],
        v => new CacheModel
        {
            Ttl = v.Get(Ttl),
            StaleWhileRevalidate = v.Get(StaleWhileRevalidate),
            StaleIfError = v.Get(StaleIfError),
            NegativeTtl = v.Has(NegativeTtl) ? v.Get(NegativeTtl) : null,
            MaxBody = v.Get(MaxBody),
        });
}

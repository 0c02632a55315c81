using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Perdure.Gateway.Answers;

namespace Perdure.Gateway.Caching;

/// <summary>
/// An answer in memory. What it says never changes; a revalidation makes another one with the same body. Thread-safe.
/// </summary>
internal sealed class StoredAnswer
{
    private const int Overhead = 600;

    private HitTexts? _texts;
    private volatile bool _used;
    private long _outdatedMs = long.MaxValue;
    private long _nextTryMs;
    private long _bytes;

    public required CacheKey Key { get; init; }

    public required int Status { get; init; }

    /// <summary>The end-to-end headers, without those that belong to one client or one moment: <see cref="StoredHeaders"/>.</summary>
    public required KeyValuePair<string, StringValues>[] Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>The request headers that it depends on.</summary>
    public required string[] VaryNames { get; init; }

    public required StringValues[] VaryValues { get; init; }

    /// <summary>See <see cref="CacheRequest.Telling"/>.</summary>
    public required string? Telling { get; init; }

    public required CacheDirectives Says { get; init; }

    public required Freshness Freshness { get; init; }

    /// <summary>When its head came, on the gateway's clock; of a revalidated one, the head of the 304.</summary>
    public required long ReceivedMs { get; init; }

    /// <summary>Whether it was made for a request with <c>Authorization</c>, so that asking for it anew takes one, too.</summary>
    public required bool ForAuthorized { get; init; }

    public required string? ETag { get; init; }

    public required StringValues LastModified { get; init; }

    /// <summary>Where it stands in the order of the store's memory; the store's lock guards it.</summary>
    public LinkedListNode<StoredAnswer>? Node { get; set; }

    /// <summary>Bytes of memory, roughly.</summary>
    public long Bytes => _bytes != 0 ? _bytes : _bytes = Body.Length + Overhead + Key.Bytes + (2L * (Telling?.Length ?? 0))
        + Headers.Sum(header => 64L + (2 * header.Value.ToString().Length)) + VaryValues.Sum(value => 2L * value.ToString().Length);

    /// <summary>When it stops to be fresh, on the gateway's clock.</summary>
    public long FreshUntilMs => Math.Min(Volatile.Read(ref _outdatedMs), ReceivedMs + Freshness.LifetimeMs - Freshness.AgeMs);

    /// <summary>Whether something may have changed what it tells: it stands in for a service that fails, and no more.</summary>
    public bool IsOutdated => Volatile.Read(ref _outdatedMs) != long.MaxValue;

    /// <summary>
    /// When the service may next be asked for it after it failed to answer; 0 while it is not failing. Until then the stale answer is served
    /// without anybody waiting for the service.
    /// </summary>
    public long NextTryMs
    {
        get => Volatile.Read(ref _nextTryMs);
        set => Volatile.Write(ref _nextTryMs, value);
    }

    /// <summary>Claims the next look at a failing service for one request.</summary>
    public bool TryClaim(long nowMs, long nextMs)
    {
        var due = NextTryMs;
        return due != 0 && nowMs >= due && Interlocked.CompareExchange(ref _nextTryMs, nextMs, due) == due;
    }

    /// <summary>Its age, which goes out as <c>Age</c>.</summary>
    public long AgeMs(long nowMs) => Freshness.AgeMs + nowMs - ReceivedMs;

    /// <summary>From here on it is not fresh any more: a request may have changed what it tells.</summary>
    public void Outdate(long nowMs) => Volatile.Write(ref _outdatedMs, Math.Min(FreshUntilMs, nowMs));

    /// <summary>Whether it was used since it was last asked; asking forgets.</summary>
    public bool TakeUsed()
    {
        var used = _used;
        _used = false;
        return used;
    }

    /// <summary>Notes a use. A line of memory that all cores write to would be dear, so it's written when it changes only.</summary>
    public void Use()
    {
        if (!_used)
            _used = true;
    }

    /// <summary>Whether it is an answer to a request with these headers (the target is the same already).</summary>
    public bool Answers(IHeaderDictionary request, string? telling) =>
        string.Equals(Telling, telling, StringComparison.Ordinal) && VaryRules.Match(request, VaryNames, VaryValues);

    /// <summary>The values of <c>Age</c> and <c>Cache-Status</c> for this moment. Made once a second at most.</summary>
    public HitTexts TextsAt(long nowMs, string node)
    {
        var ageS = Math.Max(0, AgeMs(nowMs)) / 1000;
        var ttlS = Math.Max(int.MinValue, (long)Math.Floor((FreshUntilMs - nowMs) / 1000d));
        var known = Volatile.Read(ref _texts);
        if (known is not null && known.AgeS == ageS && known.TtlS == ttlS)
            return known;
        known = new HitTexts(ageS, ttlS, StatusText.Of((int)Math.Min(ageS, int.MaxValue)), string.Create(CultureInfo.InvariantCulture, $"{node}; hit; ttl={ttlS}"));
        Volatile.Write(ref _texts, known);
        return known;
    }
}

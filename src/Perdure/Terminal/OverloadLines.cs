using System.Globalization;
using Perdure.Console.Nodes;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The lines of <c>perdure status</c> about what gives way: tiers, the node's guard, and routes that did more than hand requests on.</summary>
internal static class OverloadLines
{
    /// <summary>Writes them; a line that has nothing to say is left out.</summary>
    public static void Write(IAnsiConsole screen, NodeStatus node)
    {
        if (node.Tiers.Any(tier => tier.Shed > 0) || node.Routes.Any(route => route.Tier != "standard") || node.TierHeaders is not null)
            screen.WriteLine("tiers      " + string.Join("  ", node.Tiers.Select(Of)) + Headers(node.TierHeaders));
        if (node.Guard is { } guard)
            WriteGuard(screen, guard);
        if (node.Cache is { } cache)
            screen.WriteLine($"cache      {ShortText.Count(cache.Answers)} answers, {Size(cache.Bytes)} of {Size(cache.BytesMax)}");
        foreach (var route in node.Routes)
        {
            if (Parts(route).ToList() is { Count: > 0 } parts)
                screen.WriteLine($"route      {route.Name}  {string.Join("; ", parts)}");
        }
    }

    /// <summary>A bulkhead in a few words.</summary>
    public static string Of(BulkheadStatus bulkhead) =>
        $"{ShortText.Count(bulkhead.InFlight)} of {ShortText.Count(bulkhead.Limit)} in flight, {ShortText.Count(bulkhead.Queued)} waiting, " +
        $"{ShortText.Count(bulkhead.Shed)} turned away";

    private static string Of(TierStatus tier) =>
        $"{tier.Tier} {ShortText.Count(tier.Requests)}" + (tier.Shed > 0 ? $" ({ShortText.Count(tier.Shed)} turned away)" : "");

    private static string Headers(TierHeaderStatus? headers) => headers is { Ignored: > 0 } ? $"  headers ignored {ShortText.Count(headers.Ignored)}" : "";

    private static void WriteGuard(IAnsiConsole screen, GuardStatus guard)
    {
        var use = string.Create(
            CultureInfo.InvariantCulture,
            $"CPU {Share(guard.Cpu)} of {guard.Cpus:0.##}{Limit(guard.CpuLimit)}{Lag(guard.LagMs)}  memory {Share(guard.Memory)} of {Size(guard.MemoryBytesMax)}{Limit(guard.MemoryLimit)}");
        var standing = guard.Shedding
            ? $"  [{StateStyle.Bad}]turns requests away[/], admits {guard.Level.ToString("0", CultureInfo.InvariantCulture)} of 192 priorities"
            : "";
        var shed = guard.Shed > 0 ? $"  {ShortText.Count(guard.Shed)} turned away" : "";
        screen.MarkupLine($"guard      {use}{standing}{shed}");
    }

    private static string Lag(double? ms) => ms is { } known ? string.Create(CultureInfo.InvariantCulture, $", waits {known:0} ms") : "";

    private static IEnumerable<string> Parts(RouteStatus route)
    {
        if (route.Tier != "standard")
            yield return route.Tier;
        if (route.Limited > 0)
            yield return $"{ShortText.Count(route.Limited)} over the rate limit";
        if (route.FlaggedOff > 0)
            yield return $"{ShortText.Count(route.FlaggedOff)} with {route.Flag} off";
        if (route.Bulkhead is { } bulkhead)
            yield return Of(bulkhead);
        if (route.Cache is { } cache)
            yield return $"cache: {ShortText.Count(cache.Hits)} hits, {ShortText.Count(cache.Misses)} misses, {ShortText.Count(cache.Shared)} shared";
        if (route.Idempotency is { } once)
            yield return Of(once);
        if (route.StaleServed > 0)
            yield return $"{ShortText.Count(route.StaleServed)} stale";
        if (route.Fallbacks > 0)
            yield return $"{ShortText.Count(route.Fallbacks)} by fallback";
        if (route.Defer is { } defer)
            yield return Of(defer);
    }

    private static string Of(IdempotencyStatus once) =>
        $"{ShortText.Count(once.Executed)} keys, {ShortText.Count(once.Replayed)} answered again"
        + (once.Unknown > 0 ? $", {ShortText.Count(once.Unknown)} unknown" : "")
        + (once.StoreLost > 0 ? $", {ShortText.Count(once.StoreLost)} without the store" : "");

    private static string Of(DeferStatus defer) =>
        $"{ShortText.Count(defer.Accepted)} deferred, {ShortText.Count(defer.Answered)} answered"
        + (defer.Refused > 0 ? $", {ShortText.Count(defer.Refused)} refused" : "")
        + (defer.Dead > 0 ? $", {ShortText.Count(defer.Dead)} dead" : "");

    private static string Share(double? share) => share is { } known ? known.ToString("0%", CultureInfo.InvariantCulture) : "?";

    private static string Limit(double? limit) => limit is { } known ? string.Create(CultureInfo.InvariantCulture, $" (limit {known:0%})") : "";

    private static string Size(long bytes) => bytes switch
    {
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB"),
    };
}

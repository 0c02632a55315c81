using System.Collections.Frozen;

namespace Perdure.Telemetry.Events;

/// <summary>Which messages of the log are events that operators care about, and of what kind they are in the time line of an incident.</summary>
public static class JournaledEvents
{
    /// <summary>The kind of what simply happened.</summary>
    public const string Event = "event";

    /// <summary>The kind of changes of the configuration, and of starts.</summary>
    public const string Reload = "reload";

    /// <summary>The kind of flags that were set or went off by themselves.</summary>
    public const string Flag = "flag";

    /// <summary>The kind of what somebody did by the API or the command line.</summary>
    public const string Action = "action";

    /// <summary>The kind of alerts that fire and are resolved.</summary>
    public const string Alert = "alert";

    /// <summary>The kind of incidents that are opened, closed and reopened.</summary>
    public const string Incident = "incident";

    private static readonly FrozenDictionary<int, string> s_kinds = Kinds().ToFrozenDictionary(one => one.Id, one => one.Kind);

    /// <summary>The ids of docs/operations.md that are journaled.</summary>
    public static IReadOnlyCollection<int> Ids => s_kinds.Keys;

    /// <summary>The kind of an event; null for one that is not journaled.</summary>
    public static string? KindOf(int id) => s_kinds.GetValueOrDefault(id);

    private static IEnumerable<(int Id, string Kind)> Kinds()
    {
        foreach (var id in (int[])[1, 3, 4, 5, 6, 7, 27, 28, 104, 105, 421, 430, 431, 432])
            yield return (id, Reload);
        foreach (var id in (int[])[132, 133, 210])
            yield return (id, Flag);
        foreach (var id in (int[])[201, 211, 212, 223, 224])
            yield return (id, Action);
        foreach (var id in (int[])[700, 701])
            yield return (id, Alert);
        foreach (var id in (int[])[710, 711, 712])
            yield return (id, Incident);

        // Starts and stops, take-overs, stores, instances, the node's guard, what is deferred, jobs, processes, etcd, other nodes, receivers that are not told.
        int[] others =
        [
            8, 9, 10, 25, 26, 40, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 55, 110, 111, 112, 123, 130, 131, 140, 141, 142, 143, 144, 145,
            222, 301, 302, 303, 304, 305, 306, 307, 309, 310, 403, 410, 411, 412, 521, 522, 523, 541, 542, 543, 561, 562,
            702, 703,
        ];
        foreach (var id in others)
            yield return (id, Event);
    }
}

namespace Perdure.Telemetry.Incidents;

/// <summary>The limits of incidents.</summary>
public static class IncidentLimits
{
    /// <summary>How long nothing must fire before an incident is closed.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>How long after its end an incident is reopened by one of its alerts.</summary>
    public static readonly TimeSpan Reopen = TimeSpan.FromMinutes(10);

    /// <summary>How long a restarted node has for seeing again what fired before; what it has not seen by then is over.</summary>
    public static readonly TimeSpan Anew = TimeSpan.FromMinutes(2);

    /// <summary>From how long before its opening events are taken in.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    /// <summary>How long after one event the same one is no new entry, but the same again: a breaker that opens with every probe would fill a time line in minutes.</summary>
    public static readonly TimeSpan Alike = TimeSpan.FromMinutes(1);

    /// <summary>How many entries are looked at for one that is alike.</summary>
    public const int AlikeMax = 200;

    /// <summary>How many incidents are kept; the oldest closed ones go.</summary>
    public const int IncidentsMax = 200;

    /// <summary>How many entries a time line has.</summary>
    public const int EntriesMax = 2_000;

    /// <summary>How many of them may be events: what people write and what alerts say has room always.</summary>
    public const int EventsMax = 1_800;

    /// <summary>How many entries there are in all incidents together; the oldest closed incidents go.</summary>
    public const int EntriesMaxTotal = 20_000;

    /// <summary>How many alerts an incident has.</summary>
    public const int AlertsMax = 200;

    /// <summary>How many routes it tells the harm of: the most hurt ones.</summary>
    public const int RoutesMax = 300;

    /// <summary>How many characters a title has.</summary>
    public const int TitleMax = 200;

    /// <summary>How many characters a note has.</summary>
    public const int NoteMax = 4_000;
}

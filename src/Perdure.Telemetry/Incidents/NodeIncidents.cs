using System.Collections.Immutable;

namespace Perdure.Telemetry.Incidents;

/// <summary>The incidents of a node. Thread-safe.</summary>
public sealed class NodeIncidents
{
    /// <summary>All that are kept, the newest first. From memory; a new array only when something has changed.</summary>
    public ImmutableArray<Incident> Current => [];
}

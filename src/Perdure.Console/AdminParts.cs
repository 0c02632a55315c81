using System.Collections.Immutable;
using Microsoft.AspNetCore.Connections;
using Perdure.Console.Nodes;
using Perdure.Console.Stream;
using Perdure.Console.Web;
using Perdure.Model;
using Perdure.Telemetry;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Events;
using Perdure.Telemetry.Incidents;
using Perdure.Telemetry.Objectives;
using Perdure.Telemetry.Requests;
using Perdure.Telemetry.Runbooks;
using Perdure.Telemetry.Traffic;

namespace Perdure.Console;

/// <summary>What an <see cref="AdminServer"/> has pages for beside the node itself. The pages of what is null do not exist.</summary>
public sealed record AdminParts
{
    /// <summary>Where its socket comes from. Default: it opens the address itself.</summary>
    public IConnectionListenerFactory? Transport { get; init; }

    /// <summary>What services agree through: elections, locks and members.</summary>
    public ICoordinationView? Coordination { get; init; }

    /// <summary>What the nodes share: flags and configuration.</summary>
    public ISharedControl? Shared { get; init; }

    /// <summary>What services keep: queues and checkpoints.</summary>
    public IDurabilityView? Durability { get; init; }

    /// <summary>The metrics.</summary>
    public NodeTelemetry? Telemetry { get; init; }

    /// <summary>The requests that go by.</summary>
    public RequestTap? Tap { get; init; }

    /// <summary>How routes stand with their objectives.</summary>
    public NodeObjectives? Objectives { get; init; }

    /// <summary>The alerts and silences.</summary>
    public NodeAlerts? Alerts { get; init; }

    /// <summary>The clock of sessions and streams. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The last events of the node.</summary>
    public EventJournal? Events { get; init; }

    /// <summary>The incidents.</summary>
    public NodeIncidents? Incidents { get; init; }

    /// <summary>The runbooks.</summary>
    public RunbookShelf? Runbooks { get; init; }

    /// <summary>The traffic of the last 15 minutes.</summary>
    public TrafficHistory? Traffic { get; init; }

    /// <summary>The plan in force, for the topology.</summary>
    public Func<SystemModel>? Model { get; init; }

    /// <summary>What the stream is held to, for tests.</summary>
    internal StreamLimits Stream { get; init; } = new();

    /// <summary>The console's page, for tests. Default: the one that the build embedded.</summary>
    internal ImmutableArray<WebFile>? Web { get; init; }
}

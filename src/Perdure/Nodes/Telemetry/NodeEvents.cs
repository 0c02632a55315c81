using Microsoft.Extensions.Logging;
using Perdure.Logging;
using Perdure.Telemetry.Events;

namespace Perdure.Nodes.Telemetry;

/// <summary>The journal of a node, and the log that feeds it. Thread-safe.</summary>
internal sealed class NodeEvents
{
    /// <summary>Begins with an empty journal.</summary>
    /// <param name="loggers">The log as it would be without.</param>
    /// <param name="time">The clock.</param>
    public NodeEvents(ILoggerFactory loggers, TimeProvider time)
    {
        Journal = new EventJournal(time);
        Loggers = new JournaledLoggers(loggers, new JournalLogs(Journal));
    }

    /// <summary>The journal.</summary>
    public EventJournal Journal { get; }

    /// <summary>The log for everything in the node.</summary>
    public ILoggerFactory Loggers { get; }
}

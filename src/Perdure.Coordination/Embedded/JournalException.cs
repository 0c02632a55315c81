namespace Perdure.Coordination.Embedded;

/// <summary>A journal could not be opened, read or written. The message names the file and says what to do.</summary>
internal sealed class JournalException(JournalFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What is wrong.</summary>
    public JournalFault Fault { get; } = fault;

    /// <summary>Whether the journal has to be opened again; otherwise it can be used as before.</summary>
    public bool Broken { get; init; } = true;
}

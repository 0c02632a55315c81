using Perdure.Coordination.Storage;

namespace Perdure.Console.Configuration;

/// <summary>
/// The configuration that all nodes share, as the admin API shows and changes it. Thread-safe. What asks the store throws
/// <see cref="CoordinationException"/> when it cannot do it.
/// </summary>
public interface IConfigurationControl
{
    /// <summary>What is applied, what each node makes of it, and what was applied before.</summary>
    Task<ConfigurationStatus> StatusAsync(CancellationToken cancellationToken);

    /// <summary>The text of a version that is kept, or null.</summary>
    Task<ConfigurationText?> TextAsync(long version, CancellationToken cancellationToken);

    /// <summary>Checks a configuration as this node would read it, and puts it in force on all nodes.</summary>
    Task<ApplyAnswer> ApplyAsync(ApplyRequest request, CancellationToken cancellationToken);

    /// <summary>Applies the text of an earlier version again; null for the one before the current one.</summary>
    Task<ApplyAnswer> RollbackAsync(long? version, string by, CancellationToken cancellationToken);

    /// <summary>Has every node go back to its own file. False when nothing was applied.</summary>
    Task<bool> WithdrawAsync(string by, CancellationToken cancellationToken);

    /// <summary>Stops the roll-out under way and sends the nodes back. False when there is none.</summary>
    Task<bool> StopRolloutAsync(string by, CancellationToken cancellationToken);
}

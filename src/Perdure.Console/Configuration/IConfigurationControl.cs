using Perdure.Coordination.Shared;
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

    /// <summary>How the node's own file differs from what the node runs. Reads the file; asks no store.</summary>
    FileDrift File();

    /// <summary>The text of a version that is kept, or null.</summary>
    Task<VersionText?> TextAsync(long version, CancellationToken cancellationToken);

    /// <summary>Checks a configuration as this node would read it, and puts it in force on all nodes.</summary>
    /// <exception cref="ConflictException">Another version is in force than expected, or a staged roll-out runs.</exception>
    Task<ApplyAnswer> ApplyAsync(ApplyRequest request, CancellationToken cancellationToken);

    /// <summary>Applies the text of an earlier version again; null for the newest one with another text than the one in force.</summary>
    /// <exception cref="KeyNotFoundException">There is no such version.</exception>
    /// <exception cref="ConflictException">Somebody else was first.</exception>
    Task<ApplyAnswer> RollbackAsync(long? version, string by, CancellationToken cancellationToken);

    /// <summary>Has every node go back to its own file.</summary>
    /// <exception cref="ConflictException">Somebody else was first.</exception>
    Task<ApplyAnswer> WithdrawAsync(string by, CancellationToken cancellationToken);

    /// <summary>Stops the roll-out under way and sends the nodes back.</summary>
    /// <exception cref="ConflictException">None is under way.</exception>
    Task<ApplyAnswer> StopRolloutAsync(string by, CancellationToken cancellationToken);
}

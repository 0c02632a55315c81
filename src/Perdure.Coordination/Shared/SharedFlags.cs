namespace Perdure.Coordination.Shared;

/// <summary>The flags that somebody has set, the same on every node. Thread-safe.</summary>
public sealed class SharedFlags
{
    /// <summary>How many flags may be set at most.</summary>
    public const int MaxFlags = 1_000;

    internal SharedFlags()
    {
    }

    /// <summary>What is set, by name; a new dictionary after each change.</summary>
    public IReadOnlyDictionary<string, FlagState> Current { get; private set; } = new Dictionary<string, FlagState>();

    /// <summary>Sets a flag.</summary>
    /// <param name="flag">1 to 128 of letters, digits, dot, underscore and hyphen.</param>
    /// <param name="setting">0 to 100 percent.</param>
    /// <param name="by">Who does it; at most 128 characters.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="ArgumentException">A name or a number is out of range.</exception>
    /// <exception cref="Storage.CoordinationException">The store refuses, or there are too many flags; nothing was done.</exception>
    public Task<ChangeReach> SetAsync(string flag, FlagSetting setting, string by, CancellationToken cancellationToken = default) =>
        Task.FromException<ChangeReach>(new NotSupportedException());

    /// <summary>Takes back what was set: the default of the system file holds again. No error when nothing was set.</summary>
    public Task<ChangeReach> ClearAsync(string flag, string by, CancellationToken cancellationToken = default) =>
        Task.FromException<ChangeReach>(new NotSupportedException());
}

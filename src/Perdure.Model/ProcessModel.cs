using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>
/// A process that Perdure starts, watches, restarts and stops. Compared by content, so that a reload can tell what changed.
/// </summary>
public sealed record ProcessModel
{
    /// <summary>The program and its arguments, passed as they are (no shell). Never empty.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>When it is started again after it ended. Default: always.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.Always;

    /// <summary>The absolute directory that it runs in. Default: the directory of the system file.</summary>
    public string WorkingDirectory { get; init; } = System.Environment.CurrentDirectory;

    /// <summary>Variables added to the environment that it inherits. May hold secrets: never shown.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How long it may take to end after SIGTERM before it is killed. Default: 10 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the two describe the same process, by content.</summary>
    public bool Equals(ProcessModel? other) =>
        other is not null
        && Command.AsSpan().SequenceEqual(other.Command.AsSpan())
        && Restart == other.Restart
        && WorkingDirectory == other.WorkingDirectory
        && Environment.SequenceEqual(other.Environment)
        && StopTimeout == other.StopTimeout;

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Command.FirstOrDefault(), Command.Length, Restart, WorkingDirectory, Environment.Count, StopTimeout);

    /// <summary>The program and the count of its arguments; never arguments or environment, which may hold secrets.</summary>
    public override string ToString() =>
        $"ProcessModel {{ Program = {Command.FirstOrDefault()}, Arguments = {Math.Max(0, Command.Length - 1)}, Restart = {Restart} }}";
}

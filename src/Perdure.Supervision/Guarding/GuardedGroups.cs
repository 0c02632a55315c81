using System.Globalization;

namespace Perdure.Supervision.Guarding;

/// <summary>The process groups that a guardian has to end, as its node told it line by line. Not thread-safe.</summary>
internal sealed class GuardedGroups(Func<int, long?> startTimeOf)
{
    /// <summary>Most groups of one node.</summary>
    private const int MaxGroups = 10_000;

    private readonly Dictionary<int, long?> _startTimes = [];
    private readonly Dictionary<int, long> _deadlines = [];

    /// <summary>The earliest deadline, in milliseconds of the guardian's clock; null for none.</summary>
    public long? NextDeadlineMs => _deadlines.Count == 0 ? null : _deadlines.Values.Min();

    /// <summary>
    /// Takes one line: <c>+PID</c> lists the group of that leader, <c>-PID</c> strikes it out, <c>@PID MS</c> says up to when a listed one may
    /// run; anything else is ignored.
    /// </summary>
    public void Take(string line)
    {
        if (line.StartsWith('@'))
        {
            TakeDeadline(line);
            return;
        }

        if (line.Length < 2 || !int.TryParse(line.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid < 2) return;
        if (line[0] == '-')
        {
            _startTimes.Remove(pid);
            _deadlines.Remove(pid);
        }
        else if (line[0] == '+' && _startTimes.Count < MaxGroups) _startTimes[pid] = startTimeOf(pid);
    }

    /// <summary>Those of <see cref="Leaders"/> whose deadline has come; each is told once.</summary>
    public IReadOnlyList<int> TakeDue(long nowMs)
    {
        int[] due = [.. _deadlines.Where(entry => entry.Value <= nowMs).Select(entry => entry.Key)];
        foreach (var leader in due) _deadlines.Remove(leader);
        return due.Length == 0 ? [] : [.. Leaders().Intersect(due)];
    }

    /// <summary>
    /// The leaders whose groups are still the listed ones. A leader that is gone may have left members behind, and as long as there
    /// are any the system gives its id to nobody else; a leader that started at another time is somebody else.
    /// </summary>
    public IReadOnlyList<int> Leaders() =>
        [.. _startTimes.Where(entry => startTimeOf(entry.Key) is not { } now || now == entry.Value).Select(entry => entry.Key)];

    private void TakeDeadline(string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        if (blank > 1 &&
            int.TryParse(line.AsSpan(1, blank - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) &&
            long.TryParse(line.AsSpan(blank + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var deadlineMs) &&
            _startTimes.ContainsKey(pid))
        {
            _deadlines[pid] = deadlineMs;
        }
    }
}

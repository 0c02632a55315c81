using System.Globalization;

namespace Perdure.Supervision.Guarding;

/// <summary>The process groups that a guardian has to end, as its node told it line by line. Not thread-safe.</summary>
internal sealed class GuardedGroups(Func<int, long?> startTimeOf)
{
    /// <summary>Most groups of one node.</summary>
    private const int MaxGroups = 10_000;

    private readonly Dictionary<int, long?> _startTimes = [];

    /// <summary>Takes one line: <c>+PID</c> lists the group of that leader, <c>-PID</c> strikes it out; anything else is ignored.</summary>
    public void Take(string line)
    {
        if (line.Length < 2 || !int.TryParse(line.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid < 2) return;
        if (line[0] == '-') _startTimes.Remove(pid);
        else if (line[0] == '+' && _startTimes.Count < MaxGroups) _startTimes[pid] = startTimeOf(pid);
    }

    /// <summary>
    /// The leaders whose groups are still the listed ones. A leader that is gone may have left members behind, and as long as there
    /// are any the system gives its id to nobody else; a leader that started at another time is somebody else.
    /// </summary>
    public IReadOnlyList<int> Leaders() =>
        [.. _startTimes.Where(entry => startTimeOf(entry.Key) is not { } now || now == entry.Value).Select(entry => entry.Key)];
}

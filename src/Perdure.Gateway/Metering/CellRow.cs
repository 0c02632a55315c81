using System.Diagnostics.Metrics;

namespace Perdure.Gateway.Metering;

/// <summary>
/// Cells that differ in one tag of few values. Each is made when its value first occurs: most never do, and are not shown. Thread-safe.
/// </summary>
internal sealed class CellRow(Histogram<double> instrument, KeyValuePair<string, object?> owner, string tag, string[] values)
{
    private readonly TimedCell?[] _cells = new TimedCell?[values.Length];

    /// <summary>The cell, or null when its value has not occurred yet.</summary>
    public TimedCell? this[int at] => Volatile.Read(ref _cells[at]);

    /// <summary>Records one duration.</summary>
    public void Record(int at, long us) => (this[at] ?? Make(at)).Record(us);

    private TimedCell Make(int at)
    {
        var made = new TimedCell(instrument, owner, new KeyValuePair<string, object?>(tag, values[at]));
        return Interlocked.CompareExchange(ref _cells[at], made, null) ?? made;
    }
}

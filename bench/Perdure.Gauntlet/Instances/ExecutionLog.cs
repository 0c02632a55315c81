using System.Globalization;
using System.Text;

namespace Perdure.Gauntlet.Instances;

/// <summary>
/// Appends one line per event of a request: <c>time event kind id</c>. Each line is one write, so what was written before a
/// kill -9 is in the file. Times are ms of the machine's monotonic clock, the same for all processes. Thread-safe.
/// </summary>
public sealed class ExecutionLog(string? path, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream? _file = path is null
        ? null
        : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Milliseconds of the monotonic clock.</summary>
    public static double NowMs(TimeProvider time) => time.GetTimestamp() * 1000.0 / time.TimestampFrequency;

    /// <summary>Records <paramref name="what"/> for a request.</summary>
    public void Write(ExecutionEvent what, char kind, string id)
    {
        if (_file is null) return;
        var line = string.Create(CultureInfo.InvariantCulture, $"{NowMs(time):F1} {(char)what} {kind} {id}\n");
        var bytes = Encoding.ASCII.GetBytes(line);
        lock (_lock) _file.Write(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

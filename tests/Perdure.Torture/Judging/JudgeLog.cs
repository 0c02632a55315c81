using System.Globalization;

namespace Perdure.Torture.Judging;

/// <summary>
/// What one candidate saw, line by line: <c>B time token election</c> for "at this time I believed to lead with this token", and
/// <c>A sent received token election</c> for "a check of this token, sent and answered at these times, was accepted by the store". Times are
/// nanoseconds of the machine's monotonic clock, which all processes share. Flushed at every line, so that a kill loses none. Thread-safe.
/// </summary>
internal sealed class JudgeLog(string file) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };

    /// <summary>Now, on the clock that all share.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    public void Believed(long at, long token, string election) =>
        Write(string.Create(CultureInfo.InvariantCulture, $"B {at} {token} {election}"));

    public void Accepted(long sent, long received, long token, string election) =>
        Write(string.Create(CultureInfo.InvariantCulture, $"A {sent} {received} {token} {election}"));

    public void Dispose() => _writer.Dispose();

    private void Write(string line)
    {
        lock (_lock)
            _writer.WriteLine(line);
    }
}

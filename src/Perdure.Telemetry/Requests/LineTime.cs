namespace Perdure.Telemetry.Requests;

/// <summary>Writes times; what is the same within a second is made once a second. One thread.</summary>
internal sealed class LineTime(string format)
{
    private readonly byte[] _text = new byte[40];
    private long _second = -1;
    private int _length;

    /// <summary>Adds the time down to the second.</summary>
    public void Write(LineBuffer line, DateTime at)
    {
        var second = at.Ticks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            at.TryFormat(_text, out _length, format, System.Globalization.CultureInfo.InvariantCulture);
            _second = second;
        }

        line.Raw(_text.AsSpan(0, _length));
    }

    /// <summary>Adds the rest, in microseconds.</summary>
    public static void WriteMicros(LineBuffer line, DateTime at) => line.Digits((int)(at.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond), 6);
}

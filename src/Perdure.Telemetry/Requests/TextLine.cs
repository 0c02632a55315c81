using System.Net;

namespace Perdure.Telemetry.Requests;

/// <summary>A record in the combined log format, whose readers find what they know, with more behind it as KEY=VALUE. One thread.</summary>
internal sealed class TextLine
{
    private readonly LineTime _time = new("dd/MMM/yyyy:HH:mm:ss");

    /// <summary>Adds the record, without an end of the line.</summary>
    public void Write(LineBuffer line, in RequestRecord record, bool query)
    {
        if (record.Client.Equals(IPAddress.None))
            line.Raw("-"u8);
        else
            line.Address(record.Client);
        line.Raw(" - - ["u8);
        _time.Write(line, record.At);
        line.Raw(" +0000] \""u8);
        line.Text(record.Method, @short: true);
        line.Raw(" "u8);
        line.Text(LineNames.PathOf(record.Target, query), @short: true);
        line.Raw(" "u8);
        line.Text(record.Protocol, @short: true);
        line.Raw("\" "u8);
        line.Number(record.Status);
        line.Raw(" "u8);
        line.Number(record.BytesOut);
        // Where the client came from is not written down: such urls hold secrets now and then.
        line.Raw(" \"-\" \""u8);
        line.Text(record.UserAgent ?? "-", @short: true);
        line.Raw("\" durationMs="u8);
        line.Millis(record.DurationUs);
        line.Raw(" ttfbMs="u8);
        line.Millis(record.FirstByteUs);
        line.Raw(" bytesIn="u8);
        line.Number(record.BytesIn);
        if (record.Host is { } host)
        {
            line.Raw(" host=\""u8);
            line.Text(host, @short: true);
            line.Raw("\""u8);
        }

        Name(line, " route="u8, record.Route);
        Name(line, " service="u8, record.Service);
        Name(line, " fallbackService="u8, record.Fallback);
        Name(line, " instance="u8, record.Instance);
        Name(line, " zone="u8, record.Zone);
        if (record.Route is not null)
        {
            line.Raw(" tier="u8);
            line.Raw(LineNames.TierOf(record));
        }

        line.Raw(" attempts="u8);
        line.Number(record.Attempts);
        line.Raw(" outcome="u8);
        line.Raw(LineNames.OutcomeOf(record));
        Name(line, " degraded="u8, record.Degraded);
        Name(line, " problem="u8, record.Problem);
        if (record.GrpcStatus >= 0)
        {
            line.Raw(" grpcStatus="u8);
            line.Number(record.GrpcStatus);
        }

        line.Raw(" requestId=\""u8);
        line.Text(record.RequestId, @short: true);
        line.Raw("\""u8);
        if ((record.TraceIdHigh | record.TraceIdLow) == 0)
            return;
        line.Raw(" traceId="u8);
        line.Hex(record.TraceIdHigh, 16);
        line.Hex(record.TraceIdLow, 16);
    }

    // Names of the system file, which have no spaces, and words of our own.
    private static void Name(LineBuffer line, ReadOnlySpan<byte> key, string? name)
    {
        if (name is null)
            return;
        line.Raw(key);
        line.Text(name, @short: true);
    }
}

using System.Net;

namespace Perdure.Telemetry.Requests;

/// <summary>A record as a JSON object in one line. What is not known is left out. One thread.</summary>
internal sealed class JsonLine
{
    private readonly LineTime _time = new("yyyy-MM-dd'T'HH:mm:ss");

    /// <summary>Adds the object, without an end of the line.</summary>
    public void Write(LineBuffer line, in RequestRecord record, bool query)
    {
        line.Raw("{\"time\":\""u8);
        _time.Write(line, record.At);
        line.Raw("."u8);
        LineTime.WriteMicros(line, record.At);
        line.Raw("Z\",\"requestId\":\""u8);
        line.Text(record.RequestId);
        if ((record.TraceIdHigh | record.TraceIdLow) != 0)
        {
            line.Raw("\",\"traceId\":\""u8);
            line.Hex(record.TraceIdHigh, 16);
            line.Hex(record.TraceIdLow, 16);
        }

        if (!record.Client.Equals(IPAddress.None))
        {
            line.Raw("\",\"client\":\""u8);
            line.Address(record.Client);
        }

        line.Raw("\",\"method\":\""u8);
        line.Text(record.Method);
        Optional(line, "\",\"host\":\""u8, record.Host);
        line.Raw("\",\"path\":\""u8);
        line.Text(LineNames.PathOf(record.Target, query));
        line.Raw("\",\"protocol\":\""u8);
        line.Text(record.Protocol);
        line.Raw("\",\"status\":"u8);
        line.Number(record.Status);
        line.Raw(",\"durationMs\":"u8);
        line.Millis(record.DurationUs);
        line.Raw(",\"ttfbMs\":"u8);
        line.Millis(record.FirstByteUs);
        line.Raw(",\"bytesIn\":"u8);
        line.Number(record.BytesIn);
        line.Raw(",\"bytesOut\":"u8);
        line.Number(record.BytesOut);
        line.Raw(",\"attempts\":"u8);
        line.Number(record.Attempts);
        Positive(line, ",\"retries\":"u8, record.Retries);
        Positive(line, ",\"hedges\":"u8, record.Hedges);
        if (record.GrpcStatus >= 0)
        {
            line.Raw(",\"grpcStatus\":"u8);
            line.Number(record.GrpcStatus);
        }

        if (record.Upgraded)
            line.Raw(",\"upgraded\":true"u8);
        line.Raw(",\"outcome\":\""u8);
        line.Raw(LineNames.OutcomeOf(record));
        if (record.Route is { } route)
        {
            line.Raw("\",\"route\":\""u8);
            line.Text(route);
            line.Raw("\",\"tier\":\""u8);
            line.Raw(LineNames.TierOf(record));
        }

        Optional(line, "\",\"service\":\""u8, record.Service);
        Optional(line, "\",\"fallbackService\":\""u8, record.Fallback);
        Optional(line, "\",\"instance\":\""u8, record.Instance);
        Optional(line, "\",\"zone\":\""u8, record.Zone);
        Optional(line, "\",\"degraded\":\""u8, record.Degraded);
        Optional(line, "\",\"problem\":\""u8, record.Problem);
        Optional(line, "\",\"userAgent\":\""u8, record.UserAgent);
        line.Raw("\"}"u8);
    }

    private static void Optional(LineBuffer line, ReadOnlySpan<byte> key, string? text)
    {
        if (text is null)
            return;
        line.Raw(key);
        line.Text(text);
    }

    private static void Positive(LineBuffer line, ReadOnlySpan<byte> key, int number)
    {
        if (number == 0)
            return;
        line.Raw(key);
        line.Number(number);
    }
}

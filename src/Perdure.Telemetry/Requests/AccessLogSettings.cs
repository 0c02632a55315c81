using Perdure.Model;

namespace Perdure.Telemetry.Requests;

/// <summary>What gets a line, and how. Immutable.</summary>
internal sealed class AccessLogSettings(AccessLogModel model, TimeSpan slow)
{
    private readonly long _slowUs = (long)slow.TotalMicroseconds;
    private readonly RequestSample _sample = new(model.Sample);

    /// <summary>The keys of the system file.</summary>
    public AccessLogModel Model { get; } = model;

    /// <summary>What the destination is called in messages.</summary>
    public string Destination => Model.Path ?? "the standard output";

    /// <summary>Whether a request gets a line.</summary>
    public bool Wants(string requestId, bool trouble, long durationUs) => trouble || durationUs >= _slowUs || _sample.Takes(requestId);
}

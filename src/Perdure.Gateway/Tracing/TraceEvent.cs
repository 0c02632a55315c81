namespace Perdure.Gateway.Tracing;

/// <summary>Something that happened to a request.</summary>
/// <param name="Kind">What.</param>
/// <param name="AtUs">When, on the gateway's clock.</param>
/// <param name="LastedUs">How long it lasted until then; 0 for what takes no time.</param>
/// <param name="About">The name of the service that it is about.</param>
public readonly record struct TraceEvent(TraceEventKind Kind, long AtUs, long LastedUs, string? About);

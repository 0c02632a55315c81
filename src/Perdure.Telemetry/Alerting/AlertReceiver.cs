namespace Perdure.Telemetry.Alerting;

/// <summary>Somebody who is told of alerts.</summary>
/// <param name="Name">The name in the messages.</param>
/// <param name="Host">Scheme, host and port of the webhook; its path may be a secret.</param>
/// <param name="Delivered">Messages that arrived.</param>
/// <param name="Failed">Tries that failed.</param>
/// <param name="Problem">Why the last try failed; null when it did not.</param>
public sealed record AlertReceiver(string Name, string Host, long Delivered, long Failed, string? Problem);

namespace Perdure.Telemetry.Alerting.Notifying;

/// <summary>What became of a message.</summary>
/// <param name="Delivered">Whether it arrived.</param>
/// <param name="Again">When not: whether another try may go better.</param>
/// <param name="Why">When not: why, without anything secret.</param>
internal readonly record struct SendResult(bool Delivered, bool Again, string Why);

namespace Perdure.Nodes.Coordination;

/// <summary>What the store holds of an ejection, for people who look there.</summary>
/// <param name="Why">What outlier detection found.</param>
/// <param name="At">When.</param>
internal sealed record EjectionHint(string Why, DateTimeOffset At);

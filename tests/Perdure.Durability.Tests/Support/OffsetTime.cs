namespace Perdure.Durability.Tests.Support;

/// <summary>The system's clock, set to another time.</summary>
internal sealed class OffsetTime(TimeSpan by) : TimeProvider
{
    public TimeSpan By { get; set; } = by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
}

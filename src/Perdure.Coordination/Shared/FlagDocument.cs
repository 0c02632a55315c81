namespace Perdure.Coordination.Shared;

/// <summary>A flag in the store.</summary>
internal sealed record FlagDocument : ChangeStamp
{
    public int? Percent { get; init; }
}

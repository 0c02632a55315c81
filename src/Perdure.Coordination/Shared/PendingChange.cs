using System.Collections.Immutable;

namespace Perdure.Coordination.Shared;

/// <summary>A change on its way into the store: made while the store was lost, or just being written. Immutable.</summary>
internal sealed record PendingChange
{
    private const int MaxEarlier = 32;

    public required string Key { get; init; }

    /// <summary>The new value; null: the key is cleared.</summary>
    public byte[]? Value { get; init; }

    /// <summary>The revision of the key's last change as far as was known when this one was made; 0: the key did not exist.</summary>
    public required long Base { get; init; }

    public required string Id { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Changes of this node that this one replaced before they were known to be in the store; they may be in it nevertheless.</summary>
    public ImmutableArray<string> Earlier { get; init; } = [];

    /// <summary>What stands in the store for it.</summary>
    public byte[] ToStored() =>
        Value ?? SharedJson.Write(new ChangeStamp { Id = Id, By = By, At = At, Cleared = true }, SharedJson.Store.ChangeStamp);

    /// <summary>This change in the place of one on the same key that is not known to be in the store.</summary>
    public PendingChange After(PendingChange before) => this with
    {
        Earlier = [.. before.Earlier.Add(before.Id).TakeLast(MaxEarlier)],
    };
}

namespace Perdure.Coordination.Embedded;

/// <summary>Brings writes to an <see cref="EmbeddedStore"/>, one group after the other.</summary>
internal interface IWriter : IAsyncDisposable
{
    /// <summary>Takes a write. False when too many wait already.</summary>
    bool TrySubmit(WriteRequest request);

    /// <summary>Has the store say anew how it stands, as soon as it does not hang.</summary>
    void Wake();
}

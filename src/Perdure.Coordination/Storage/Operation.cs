namespace Perdure.Coordination.Storage;

/// <summary>One step of a transaction: <see cref="PutOperation"/>, <see cref="DeleteOperation"/> or <see cref="RangeOperation"/>.</summary>
public abstract record Operation
{
    private protected Operation()
    {
    }

    /// <summary>Writes a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">What it holds from now on.</param>
    /// <param name="lease">The lease that it goes away with; 0 for none, which also takes it off the lease it was on.</param>
    public static Operation Put(string key, ReadOnlyMemory<byte> value, long lease = 0) => new PutOperation(key, value, lease);

    /// <summary>Deletes one key.</summary>
    public static Operation Delete(string key) => new DeleteOperation(key, Prefix: false);

    /// <summary>Deletes every key that begins so.</summary>
    public static Operation DeletePrefix(string prefix) => new DeleteOperation(prefix, Prefix: true);

    /// <summary>Reads within the transaction, after the steps before it.</summary>
    public static Operation Range(RangeQuery query) => new RangeOperation(query);
}

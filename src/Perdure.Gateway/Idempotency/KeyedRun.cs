using System.Security.Cryptography;
using System.Text;
using Perdure.Durability.Storage;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Idempotency;

/// <summary>
/// A keyed request that this gateway is at. Duplicates that meet it wait for it, or are told that it is in flight, without asking the store. One
/// ends it; many wait. Thread-safe.
/// </summary>
internal sealed class KeyedRun(IdempotencyKey key, byte[] fingerprint)
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whose request and which.</summary>
    public IdempotencyKey Key { get; } = key;

    /// <summary>Completed when it has ended.</summary>
    public Task End => _end.Task;

    /// <summary>The answer that it came to, as it is kept; null when there was none. Read after its end.</summary>
    public byte[]? Answer { get; private set; }

    /// <summary>How it ended when there was no answer; null: nobody found out, see for yourself. Read after its end.</summary>
    public Outcome? Failure { get; private set; }

    /// <summary>Whether another request asks for the same.</summary>
    public bool Asks(ReadOnlySpan<byte> other) => other.SequenceEqual(fingerprint);

    /// <summary>Which execution of the request the one with this token of the store is: told apart from all others, of whatever key.</summary>
    public byte[] ExecutionOf(long token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Key.Scope));
        hash.AppendData([0]);
        hash.AppendData(Encoding.UTF8.GetBytes(Key.Key));
        hash.AppendData([0, .. BitConverter.GetBytes(token), .. fingerprint]);
        return hash.GetHashAndReset();
    }

    /// <summary>Notes the answer for those who wait.</summary>
    public void Note(byte[] answer) => Answer = answer;

    /// <summary>Notes that there will be none.</summary>
    public void Note(in Outcome failure) => Failure = failure;

    /// <summary>Lets those go who wait.</summary>
    public void Complete() => _end.TrySetResult();
}

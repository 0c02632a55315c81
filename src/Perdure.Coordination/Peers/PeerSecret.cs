using System.Security.Cryptography;
using System.Text;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Peers;

/// <summary>
/// The secret that the nodes of a system sign with: 32 random bytes under <c>peers/secret</c>, created by whoever comes first. Once read it
/// is kept, so that losing the store does not silence the nodes. Thread-safe.
/// </summary>
public sealed class PeerSecret : IAsyncDisposable
{
    /// <summary>The key in the store.</summary>
    public const string Key = "peers/secret";

    internal const int SignatureBytes = HMACSHA256.HashSizeInBytes;

    private const int SecretBytes = 32;
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_doubtAfter = TimeSpan.FromSeconds(5);

    private readonly ICoordinator _coordinator;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _doubt = new(0, 1);
    private readonly Task _loop;
    private byte[]? _secret;

    private PeerSecret(ICoordinator coordinator, TimeProvider clock)
    {
        (_coordinator, _clock) = (coordinator, clock);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Whether it is known yet.</summary>
    public bool Known => Volatile.Read(ref _secret) is not null;

    /// <summary>Why it is not known, or what is wrong with it; null when all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Begins to get it from the store, and goes on trying until it has it.</summary>
    public static PeerSecret Start(ICoordinator coordinator, PeerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new PeerSecret(coordinator, options.Clock);
    }

    /// <summary>Ends the trying.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Signs, HMAC-SHA256 (RFC 2104); false while the secret is not known.</summary>
    internal bool TrySign(ReadOnlySpan<byte> bytes, Span<byte> signature) =>
        Volatile.Read(ref _secret) is { } secret && HMACSHA256.HashData(secret, bytes, signature) == SignatureBytes;

    /// <summary>Whether the signature is the right one, in the same time for all wrong ones.</summary>
    internal bool Verify(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        Span<byte> right = stackalloc byte[SignatureBytes];
        return TrySign(bytes, right) && CryptographicOperations.FixedTimeEquals(right, signature);
    }

    /// <summary>Another node does not accept it: it is read again, now and then.</summary>
    internal void Doubt()
    {
        // Whoever comes at the same moment asks for the same.
        if (_doubt.CurrentCount > 0) return;
        try
        {
            _doubt.Release();
        }
        catch (SemaphoreFullException)
        {
        }
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            var wait = s_again;
            try
            {
                await ReadAsync();
                if (Known && Problem is null)
                {
                    await _doubt.WaitAsync(_stop.Token);
                    wait = s_doubtAfter;
                }
            }
            catch (CoordinationException fault)
            {
                Problem = $"the secret of the peers could not be read: {fault.Message}";
                if (fault.Failure == CoordinationFailure.Closed) return;
            }
            await Task.Delay(wait, _clock, _stop.Token);
        }
    }

    private async Task ReadAsync()
    {
        var fresh = Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));
        var read = Operation.Range(RangeQuery.Of(Key));
        var result = await _coordinator.CommitAsync(
            new Transaction { When = [Compare.Absent(Key)], Then = [Operation.Put(Key, fresh), read], Else = [read] }, _stop.Token);
        Take(result.Ranges[0].First!.Value.Span);
    }

    private void Take(ReadOnlySpan<byte> text)
    {
        var secret = new byte[SecretBytes];
        if (Convert.TryFromBase64String(Encoding.ASCII.GetString(text), secret, out var length) && length == SecretBytes)
        {
            Problem = null;
            Volatile.Write(ref _secret, secret);
        }
        else
        {
            Problem = $"what is in the store under {Key} is no secret; delete it there, and the nodes make a new one";
        }
    }
}

using System.Collections.Immutable;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Upstreams;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// Where the answer to a replayed request goes: memory, up to a bound. A longer body is read to its end and dropped, so that the service is not cut off in its
/// work; one without end is broken off.
/// </summary>
internal sealed class ReplayAnswer(int maxBody) : PipeWriter, IHttpResponseBodyFeature
{
    // What nobody keeps is read so far.
    private const long ReadMax = 64L << 20;

    private byte[] _buffer = [];
    private int _length;
    private long _received;

    /// <summary>The head.</summary>
    public HttpResponseFeature Head { get; } = new();

    public Stream Stream => AsStream();

    public PipeWriter Writer => this;

    /// <summary>Whether the body is larger than what is kept.</summary>
    public bool Dropped => _received > maxBody;

    /// <summary>The answer as it is kept.</summary>
    public DeferredAnswer ToAnswer(ReadOnlyMemory<byte> proof)
    {
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (name, values) in Head.Headers)
        {
            if (HeaderRules.DroppedFromResponse(name))
                continue;
            foreach (var value in values)
                headers.Add(KeyValuePair.Create(name, value ?? ""));
        }

        return new DeferredAnswer
        {
            Status = Head.StatusCode,
            Headers = headers.DrainToImmutable(),
            Body = Dropped ? default : _buffer.AsMemory(0, _length),
            BodyDropped = Dropped,
            Proof = proof,
        };
    }

    public override void Advance(int bytes)
    {
        _received += bytes;
        // Once it is too long, all that follows is written over the beginning.
        _length = Dropped ? 0 : _length + bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _length + Math.Max(1, sizeHint);
        if (_buffer.Length < needed)
            Array.Resize(ref _buffer, Math.Max(4_096, Math.Max(needed, _length * 2)));
        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(new FlushResult(false, _received > ReadMax));

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CompleteAsync() => Task.CompletedTask;
}

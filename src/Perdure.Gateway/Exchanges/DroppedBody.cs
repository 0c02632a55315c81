using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Perdure.Gateway.Exchanges;

/// <summary>
/// Where an answer goes that nobody reads: like a client that has closed its side, it takes what is written and asks for no more, so that a
/// long answer is broken off.
/// </summary>
internal sealed class DroppedBody : PipeWriter, IHttpResponseBodyFeature
{
    private byte[] _scratch = [];

    public Stream Stream => AsStream();

    public PipeWriter Writer => this;

    public override void Advance(int bytes)
    {
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => Scratch(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Scratch(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(new FlushResult(false, true));

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

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CompleteAsync() => Task.CompletedTask;

    private byte[] Scratch(int sizeHint) => _scratch.Length > 0 && _scratch.Length >= sizeHint ? _scratch : _scratch = new byte[Math.Max(4096, sizeHint)];
}

using System.Net;
using System.Net.Sockets;

namespace Perdure.Gateway.Guarding;

/// <summary>One connection of this process to itself, whose far end always reads. Guarded by who owns it, but for reading.</summary>
internal sealed class ProbeLink : IDisposable
{
    private static readonly byte[] s_byte = [1];

    private readonly Socket _near = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _far;
    private readonly SocketAsyncEventArgs _read = new();
    private readonly Action<ProbeLink> _arrived;

    /// <summary>Opens it. <paramref name="arrived"/> is called by the thread that has read a byte.</summary>
    public ProbeLink(Socket listener, Action<ProbeLink> arrived)
    {
        _arrived = arrived;
        _near.Connect(listener.LocalEndPoint!);
        _far = Accept(listener, (IPEndPoint)_near.LocalEndPoint!);
        _read.SetBuffer(new byte[1]);
        _read.Completed += (_, _) => OnRead();
        if (!BeginRead())
            OnRead();
    }

    /// <summary>When the byte that is under way was sent; null when none is.</summary>
    public long? SentUs { get; set; }

    /// <summary>Sends a byte.</summary>
    public void Send(long nowUs)
    {
        SentUs = nowUs;
        try
        {
            _near.Send(s_byte);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            SentUs = null;
        }
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
        _read.Dispose();
    }

    // Whoever else finds the port in that moment is not meant.
    private static Socket Accept(Socket listener, IPEndPoint from)
    {
        while (true)
        {
            var accepted = listener.Accept();
            if (from.Equals(accepted.RemoteEndPoint))
                return accepted;
            accepted.Dispose();
        }
    }

    private void OnRead()
    {
        while (_read is { SocketError: SocketError.Success, BytesTransferred: > 0 })
        {
            _arrived(this);
            if (BeginRead())
                return;
        }
    }

    // Whether it goes on by itself.
    private bool BeginRead()
    {
        try
        {
            return _far.ReceiveAsync(_read);
        }
        catch (ObjectDisposedException)
        {
            // The node has stopped.
            return true;
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Perdure.Gateway.Upstreams;

/// <summary>Opens connections to one instance and tells why it could not. Thread-safe.</summary>
internal sealed class UpstreamConnector(Uri url, TimeSpan timeout, TimeProvider time)
{
    private readonly IPAddress? _address = IPAddress.TryParse(url.DnsSafeHost, out var address) ? address : null;

    /// <summary>Opens one connection within the connect time-out, name look-up included.</summary>
    /// <exception cref="UpstreamConnectException">Refused, unreachable, unknown name or too slow.</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var socket = _address is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp)
            : new Socket(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            if (_address is null)
                await socket.ConnectAsync(url.DnsSafeHost, url.Port, both.Token);
            else
                await socket.ConnectAsync(_address, url.Port, both.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancel.ThrowIfCancellationRequested();
            throw new UpstreamConnectException(ErrorOf(fault), fault);
        }
    }

    /// <summary>The TLS settings towards the instance: its own name, the machine's trusted roots.</summary>
    public SslClientAuthenticationOptions Tls() => new() { TargetHost = url.DnsSafeHost };

    private static string ErrorOf(Exception fault) => fault switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection_refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery } => "dns_error",
        SocketException { SocketErrorCode: SocketError.TimedOut } or OperationCanceledException => "connection_timeout",
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => "destination_ip_unroutable",
        _ => "connection_terminated",
    };
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

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

    /// <summary>Makes a connection secure: the instance's own name, the machine's trusted roots.</summary>
    /// <exception cref="UpstreamConnectException">The handshake failed or took too long.</exception>
    public async ValueTask<Stream> SecureAsync(Stream plain, List<SslApplicationProtocol> protocols, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.DnsSafeHost, ApplicationProtocols = protocols }, both.Token);
            return secure;
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException or OperationCanceledException)
        {
            await secure.DisposeAsync();
            cancel.ThrowIfCancellationRequested();
            throw new UpstreamConnectException(fault is OperationCanceledException ? "connection_timeout" : "tls_protocol_error", fault);
        }
    }

    /// <summary>The TLS settings towards the instance, for the HTTP/2 client, which does the handshake by itself.</summary>
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

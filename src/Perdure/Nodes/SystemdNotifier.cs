using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Perdure.Nodes;

/// <summary>
/// Tells systemd how the node does (sd_notify(3)): one datagram to the socket that <c>NOTIFY_SOCKET</c> names. Does nothing without one.
/// </summary>
internal sealed class SystemdNotifier(string? socketPath, TimeProvider time, ILogger log)
{
    /// <summary>The node serves.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>This process serves the node now, in the place of the one that systemd knows.</summary>
    public void ReadyAsSuccessor() => Send("READY=1\nMAINPID=" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Another process serves the node now. The word of the process that systemd knows counts, whatever NotifyAccess says.</summary>
    public void HandedOver(int successor)
    {
        if (successor > 0)
            Send("MAINPID=" + successor.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A reload begins; <see cref="Ready"/> ends it, however it went.</summary>
    public void Reloading()
    {
        // systemd wants CLOCK_MONOTONIC in µs with it, which is what the provider's timestamps are on Linux.
        var monotonicUs = (long)(time.GetTimestamp() * (1_000_000.0 / time.TimestampFrequency));
        Send("RELOADING=1\nMONOTONIC_USEC=" + monotonicUs.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The node stops.</summary>
    public void Stopping() => Send("STOPPING=1");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(socketPath))
            return;
        try
        {
            // A leading @ stands for the zero byte of an abstract socket.
            var address = new UnixDomainSocketEndPoint(socketPath[0] == '@' ? "\0" + socketPath[1..] : socketPath);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), address);
        }
        catch (Exception refused) when (refused is SocketException or ArgumentException)
        {
            log.NotifyFailed(state.Split('\n')[0], refused.Message);
        }
    }
}

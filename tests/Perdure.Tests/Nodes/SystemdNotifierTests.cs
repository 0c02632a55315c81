using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Nodes;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes;

public sealed class SystemdNotifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    public void States_arrive_as_datagrams_in_order(string kind)
    {
        var name = kind + Path.Combine(_folder.Path, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        systemd.Bind(new UnixDomainSocketEndPoint(kind == "@" ? "\0" + name[1..] : name));
        var notifier = new SystemdNotifier(name, TimeProvider.System, NullLogger.Instance);

        notifier.Ready();
        notifier.Reloading();
        notifier.ReadyAsSuccessor();
        notifier.HandedOver(4711);
        notifier.HandedOver(0);
        notifier.Stopping();

        Assert.Equal("READY=1", Receive(systemd));
        Assert.Matches(@"^RELOADING=1\nMONOTONIC_USEC=\d+$", Receive(systemd));
        Assert.Equal($"READY=1\nMAINPID={Environment.ProcessId}", Receive(systemd));
        Assert.Equal("MAINPID=4711", Receive(systemd));
        Assert.Equal("STOPPING=1", Receive(systemd));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere/notify")]
    public void Socket_that_is_not_there_does_no_harm(string? path) =>
        new SystemdNotifier(path, TimeProvider.System, NullLogger.Instance).Ready();

    private static string Receive(Socket socket)
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}

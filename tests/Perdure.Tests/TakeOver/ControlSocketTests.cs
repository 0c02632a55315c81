using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.TakeOver;
using Perdure.Tests.Support;

namespace Perdure.Tests.TakeOver;

public sealed class ControlSocketTests
{
    [Fact]
    public async Task Control_socket_is_for_its_own_user_alone_and_goes_with_its_node()
    {
        var old = await Incumbent.StartAsync();
        var path = ControlSocket.PathIn(old.DataDirectory);
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        await old.Control.DisposeAsync();
        Assert.False(File.Exists(path));
        Assert.Null(await old.FindAsync());
        await old.DisposeAsync();
    }

    [Fact]
    public async Task Socket_that_a_killed_node_left_is_no_node_and_is_replaced()
    {
        using var folder = new TemporaryFolder();
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            dead.Bind(new UnixDomainSocketEndPoint(ControlSocket.PathIn(folder.Path)));
        await using var node = await Incumbent.StartAsync();

        var found = await Predecessor.FindAsync(folder.Path, "shop", "gateway-1", new TakeOverTimes(), TimeProvider.System, CancellationToken.None);
        await using var control = ControlSocket.Open(folder.Path, node, new TakeOverTimes(), TimeProvider.System, NullLogger.Instance);

        Assert.Null(found);
        Assert.NotNull(control);
    }

    [Fact]
    public async Task Directory_with_too_long_a_path_leaves_a_node_without_take_over()
    {
        using var folder = new TemporaryFolder();
        await using var node = await Incumbent.StartAsync();
        var deep = Path.Combine(folder.Path, new string('d', 100));

        Assert.Null(ControlSocket.Open(deep, node, new TakeOverTimes(), TimeProvider.System, NullLogger.Instance));
        Assert.Null(await Predecessor.FindAsync(deep, "shop", "gateway-1", new TakeOverTimes(), TimeProvider.System, CancellationToken.None));
    }
}

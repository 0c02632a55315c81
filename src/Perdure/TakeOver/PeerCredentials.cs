using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Perdure.TakeOver;

/// <summary>Who is at the other end of a Unix socket, as the kernel says (SO_PEERCRED, unix(7)).</summary>
/// <param name="Pid">Its process id; 0 when it is not of this process' namespace.</param>
/// <param name="Uid">Its effective user id when it connected or began to listen.</param>
internal readonly partial record struct PeerCredentials(int Pid, uint Uid)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Whether it runs as the same user as this process, or as root.</summary>
    public bool Trusted => Uid == 0 || Uid == EffectiveUser();

    /// <summary>Reads them.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public static PeerCredentials Of(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return new PeerCredentials(MemoryMarshal.Read<int>(credentials), MemoryMarshal.Read<uint>(credentials[4..]));
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}

using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Perdure.TakeOver;

/// <summary>
/// Bytes with open files over a Unix socket (sendmsg(2), recvmsg(2), SCM_RIGHTS), which the runtime has no API for. Linux with 64 bits.
/// Never waits.
/// </summary>
internal static unsafe partial class UnixMessages
{
    /// <summary>As many files go with one message (SCM_MAX_FD).</summary>
    public const int HandlesMax = 253;

    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int NoSignal = 0x4000;
    private const int DontWait = 0x40;
    private const int CloseOnExec = 0x40000000;
    private const int ControlTruncated = 0x8;
    private const int Again = 11;
    private const int BrokenPipe = 32;
    private const int ConnectionReset = 104;

    /// <summary>Sends the bytes with the files; returns how many bytes went out.</summary>
    /// <exception cref="SocketException">The other end is gone, or does not read.</exception>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> bytes, IReadOnlyList<SafeHandle> handles)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(handles.Count, HandlesMax);
        var control = stackalloc byte[sizeof(ControlHeader) + (HandlesMax * sizeof(int))];
        var header = (ControlHeader*)control;
        *header = new ControlHeader { Length = (nuint)(sizeof(ControlHeader) + (handles.Count * sizeof(int))), Level = SolSocket, Type = ScmRights };
        var files = (int*)(header + 1);
        var held = 0;
        try
        {
            for (; held < handles.Count; held++)
            {
                var added = false;
                handles[held].DangerousAddRef(ref added);
                files[held] = (int)handles[held].DangerousGetHandle();
            }

            fixed (byte* data = bytes)
            {
                var part = new Part { Data = data, Length = (nuint)bytes.Length };
                var message = new Message { Parts = &part, PartCount = 1, Control = control, ControlLength = handles.Count == 0 ? 0 : header->Length };
                return Checked(SendMessage(socket, &message, NoSignal | DontWait));
            }
        }
        finally
        {
            while (--held >= 0)
                handles[held].DangerousRelease();
        }
    }

    /// <summary>Receives what is there; 0 at the end, null when there is nothing yet.</summary>
    /// <exception cref="SocketException">The connection is broken, or more files came than there may be.</exception>
    public static int? Receive(SafeHandle socket, Span<byte> bytes, List<SafeSocketHandle> handles)
    {
        const int controlBytes = 1088;
        var control = stackalloc byte[controlBytes];
        fixed (byte* data = bytes)
        {
            var part = new Part { Data = data, Length = (nuint)bytes.Length };
            var message = new Message { Parts = &part, PartCount = 1, Control = control, ControlLength = controlBytes };
            var received = ReceiveMessage(socket, &message, DontWait | CloseOnExec);
            if (received < 0 && Marshal.GetLastPInvokeError() == Again)
                return null;
            var length = Checked(received);
            Collect(control, message.ControlLength, handles);
            if ((message.Flags & ControlTruncated) != 0)
                throw new SocketException((int)SocketError.MessageSize);
            return length;
        }
    }

    private static void Collect(byte* control, nuint length, List<SafeSocketHandle> handles)
    {
        nuint at = 0;
        while (at + (nuint)sizeof(ControlHeader) <= length)
        {
            var header = (ControlHeader*)(control + at);
            if (header->Length < (nuint)sizeof(ControlHeader) || header->Length > length - at)
                return;
            if (header->Level == SolSocket && header->Type == ScmRights)
            {
                var files = (int*)(header + 1);
                var count = (int)(header->Length - (nuint)sizeof(ControlHeader)) / sizeof(int);
                for (var i = 0; i < count; i++)
                    handles.Add(new SafeSocketHandle(files[i], ownsHandle: true));
            }

            at += (header->Length + 7) & ~(nuint)7;
        }
    }

    private static int Checked(nint result)
    {
        if (result >= 0)
            return (int)result;
        var error = Marshal.GetLastPInvokeError();
        throw error is BrokenPipe or ConnectionReset
            ? new SocketException((int)SocketError.ConnectionReset)
            : new SocketException((int)SocketError.SocketError, Marshal.GetPInvokeErrorMessage(error));
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeHandle socket, Message* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Data;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}

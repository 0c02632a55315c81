using System.Net;
using System.Net.Sockets;

namespace Perdure.Gateway.Listening;

/// <summary>A listening socket that another process opened and shares with this one.</summary>
/// <param name="Name">The name under which the other process opened it: a listener of the system file, or what it is for.</param>
/// <param name="Address">The address as it was declared there; its port is 0 when any free one was asked for.</param>
/// <param name="Handle">The socket. Whoever takes it over owns it.</param>
public sealed record InheritedSocket(string Name, IPEndPoint Address, SafeSocketHandle Handle);

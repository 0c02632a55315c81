using System.Collections.Immutable;
using System.Net;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>admin</c>.</summary>
internal static class AdminShape
{
    private static readonly Key<IPEndPoint> Address = new(
        "address", Addresses.EndPoint, "The address of the admin API and of the health and metrics pages. Port 0 is any free port.")
    {
        Default = "127.0.0.1:9090",
    };

    private static readonly Key<ImmutableArray<AdminToken>> Tokens = new(
        "tokens",
        new ListShape<AdminToken>("a list of tokens", AdminTokenShape.Shape, 0, 100),
        "Who may use the admin API. Required unless the address is a loopback one.")
    {
        DefaultInWords = "none: anybody who reaches a loopback address",
    };

    public static MappingShape<AdminModel> Shape { get; } = new(
        [Address, Tokens], v => new AdminModel { Address = v.Get(Address), Tokens = v.Get(Tokens) });
}

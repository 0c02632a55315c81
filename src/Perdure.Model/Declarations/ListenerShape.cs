using System.Collections.Immutable;
using System.Net;
using Perdure.Model.Reading;
using Perdure.Model.Shapes;
using Perdure.Model.Yaml;

namespace Perdure.Model.Declarations;

/// <summary>An item of <c>listeners</c>.</summary>
internal static class ListenerShape
{
    private static readonly Key<string> Name = new("name", Texts.Name, "The listener's name, unique in the file.") { Required = true };

    private static readonly Key<ListenerProtocol> Protocol = new(
        "protocol",
        Choices.Of([("http", ListenerProtocol.Http)], "tcp", "udp"),
        "What is spoken: http is HTTP/1.1 and HTTP/2, gRPC and WebSockets. tcp and udp are not supported yet.")
    {
        Default = "http",
    };

    private static readonly Key<IPEndPoint> Address = new(
        "address", Addresses.EndPoint, "The address to bind. Without a host it is all addresses; port 0 is any free port.")
    {
        Required = true,
    };

    private static readonly Key<TlsModel> Tls = new(
        "tls", TlsShape.Shape, "The certificate and key; without it the listener speaks cleartext.")
    {
        DefaultInWords = "none: cleartext",
    };

    private static readonly Key<ImmutableArray<IPNetwork>> TrustedProxies = new(
        "trustedProxies",
        new ListShape<IPNetwork>("a list of networks and addresses", Addresses.Network, 0, 1_000) { IsUnique = true },
        "Who may say where a request came from: only from these are Forwarded and X-Forwarded-* believed.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<ListenerLimits> Limits = new(
        "limits", ListenerLimitsShape.Shape, "What clients may cost before they are refused.");

    private static readonly Key<string> TierHeader = new(
        "tierHeader", HttpTexts.HeaderName, "The header in which a trusted proxy says a request's tier; from anybody else it is ignored.")
    {
        DefaultInWords = "none",
    };

    private static readonly LaterKey Service = new("service", "The service behind a tcp or udp listener.");

    public static MappingShape<ListenerModel> Shape { get; } = new(
        [Name, Protocol, Address, Tls, TrustedProxies, TierHeader, Limits, Service],
        v => new ListenerModel
        {
            Name = v.Get(Name),
            Protocol = v.Get(Protocol),
            Address = v.Get(Address),
            Tls = v.Find(Tls),
            TrustedProxies = v.Get(TrustedProxies),
            TierHeader = v.Find(TierHeader),
            Limits = v.Get(Limits),
        })
    {
        IsForLater = IsForLater,
    };

    /// <summary>A tcp or udp listener is one thing that is not supported yet; nothing else in it is worth a word.</summary>
    private static bool IsForLater(YamlMapping mapping, Scope scope)
    {
        if (mapping.Find("protocol") is not YamlScalar { Text: "tcp" or "udp" } protocol)
        {
            return false;
        }

        scope.Context.Error(
            DiagnosticKind.NotSupportedYet,
            scope.Path.Key("protocol"),
            protocol.Mark,
            $"{protocol.Text} listeners are not supported yet",
            "remove the listener to use the file with this version");
        return true;
    }
}

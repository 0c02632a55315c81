using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Perdure.Model.Shapes;

/// <summary>Addresses to bind, networks, and the urls of instances.</summary>
internal static class Addresses
{
    private const string EndPointHint =
        "write it like 127.0.0.1:8080, localhost:8080, :8080 for all addresses, or \"[::1]:8080\" with quotes";

    /// <summary>An address to bind, with its port; without a host it means all addresses, IPv4 and IPv6.</summary>
    public static ScalarShape<IPEndPoint> EndPoint { get; } = new(
        "an address with a port",
        new IPEndPoint(IPAddress.Loopback, 0),
        (text, _) => ParseEndPoint(text),
        () => Scalar.Strict("^([0-9.]+|localhost|\\[[0-9A-Fa-f:.]+\\])?:[0-9]{1,5}$")) { StructureHint = EndPointHint };

    public static ScalarShape<IPNetwork> Network { get; } = new(
        "a network or an address",
        new IPNetwork(IPAddress.Loopback, 32),
        (text, _) => ParseNetwork(text),
        () => Scalar.Strict("^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$"));

    /// <summary>The url of an instance: scheme, host and port.</summary>
    public static ScalarShape<Uri> Url { get; } = new(
        "a url such as http://127.0.0.1:5101",
        new Uri("http://127.0.0.1:1"),
        (text, _) => ParseUrl(text),
        () => Scalar.Strict("^([Hh][Tt][Tt][Pp][Ss]?|tcp)://[^/?#@]+/?$"));

    /// <summary>The url of a member of etcd: scheme, host and port.</summary>
    public static ScalarShape<Uri> StoreUrl { get; } = new(
        "a url such as http://127.0.0.1:2379",
        new Uri("http://127.0.0.1:1"),
        (text, _) => ParseStoreUrl(text),
        () => Scalar.Strict("^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+/?$"));

    /// <summary>A host name or an address, without a port.</summary>
    public static ScalarShape<string> Host { get; } = new(
        "a host name or an address",
        "placeholder.invalid",
        (text, _) => IsHost(text) ? Parsed<string>.Good(text)
            : Parsed<string>.Bad(text.Contains(':', StringComparison.Ordinal) ? "without a scheme or port; an IPv6 address without brackets" : null),
        () => Scalar.Text("^[A-Za-z0-9._-]+$|^[0-9A-Fa-f:.]+$"));

    /// <summary>A host and a port that others connect to.</summary>
    public static ScalarShape<string> HostAndPort { get; } = new(
        "a host and a port such as gateway-1:9191",
        "placeholder.invalid:1",
        (text, _) => IsHostAndPort(text) ? Parsed<string>.Good(text) : Parsed<string>.Bad("write it like gateway-1:9191, 10.0.0.1:9191 or \"[::1]:9191\""),
        () => Scalar.Strict("^([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}$"));

    private static bool IsHost(string text) =>
        text.Length is > 0 and <= 253
        && (text.Contains(':', StringComparison.Ordinal) ? ParseIp(text) is not null : Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4);

    private static bool IsHostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            return false;
        }

        return text[..colon] switch
        {
            ['[', .. var inner, ']'] => inner.Contains(':', StringComparison.Ordinal) && IsHost(inner),
            var host => !host.Contains(':', StringComparison.Ordinal) && IsHost(host),
        };
    }

    // A port that is not written would be that of the web, which etcd never listens on.
    private static Parsed<Uri> ParseStoreUrl(string text)
    {
        if (text.StartsWith("tcp://", StringComparison.OrdinalIgnoreCase))
        {
            return Parsed<Uri>.Bad("the scheme is http or https");
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            return Parsed<Uri>.Bad("write coordination.user and coordination.password", "a url with a user or password, which is not shown here");
        }

        var parsed = ParseUrl(text);
        return parsed.Ok && !IsPortWritten(text)
            ? Parsed<Uri>.Bad($"add the port, such as {parsed.Value.Scheme}://{parsed.Value.Host}:2379")
            : parsed;
    }

    private static bool IsPortWritten(string url)
    {
        var authority = url.TrimEnd('/');
        return char.IsAsciiDigit(authority[^1]) && authority.LastIndexOf(':') > authority.LastIndexOf(']') && authority.LastIndexOf(':') > 5;
    }

    private static Parsed<IPEndPoint> ParseEndPoint(string text)
    {
        var colon = text.LastIndexOf(':');
        var digits = text[(colon + 1)..];
        if (!ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return Parsed<IPEndPoint>.Bad(EndPointHint);
        }

        if (colon < 0)
        {
            return Parsed<IPEndPoint>.Bad($"write 127.0.0.1:{digits}, or :{digits} for all addresses");
        }

        var host = text[..colon];
        var address = host switch
        {
            "" => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            ['[', .. var inner, ']'] when inner.Contains(':', StringComparison.Ordinal) => ParseIp(inner),
            _ => host.Contains(':', StringComparison.Ordinal) ? null : ParseIp(host),
        };
        return address is null ? Parsed<IPEndPoint>.Bad(EndPointHint) : Parsed<IPEndPoint>.Good(new IPEndPoint(address, port));
    }

    /// <summary>Only what reads as it is meant: no 127.1, no octal or hexadecimal parts, no scopes.</summary>
    private static IPAddress? ParseIp(string text) =>
        IPAddress.TryParse(text, out var address)
        && (
            address.AddressFamily == AddressFamily.InterNetworkV6
                ? !text.Contains('%', StringComparison.Ordinal)
                : address.ToString() == text)
            ? address
            : null;

    private static Parsed<IPNetwork> ParseNetwork(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = ParseIp(slash < 0 ? text : text[..slash]);
        var bits = address?.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var length = bits;
        if (address is null || (slash >= 0 && !(IsShort(text[(slash + 1)..]) && (length = int.Parse(
            text[(slash + 1)..], CultureInfo.InvariantCulture)) <= bits)))
        {
            return Parsed<IPNetwork>.Bad("write it like 10.0.0.0/8 or 10.1.2.3");
        }

        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bits; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        var network = new IPAddress(bytes);
        return network.Equals(address)
            ? Parsed<IPNetwork>.Good(new IPNetwork(network, length))
            : Parsed<IPNetwork>.Bad($"the network of that size is {network}/{length}");
    }

    private static bool IsShort(string digits) => digits.Length is > 0 and <= 3 && digits.All(char.IsAsciiDigit);

    private static Parsed<Uri> ParseUrl(string text)
    {
        if (text.StartsWith("tcp://", StringComparison.OrdinalIgnoreCase))
        {
            return Parsed<Uri>.Later();
        }

        // A url with a password in it must not be repeated in a message.
        if (text.Contains('@', StringComparison.Ordinal))
        {
            return Parsed<Uri>.Bad(
                "let the service ask for credentials in a header", "a url with a user or password, which is not shown here");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Scheme is not ("http" or "https"))
        {
            return Parsed<Uri>.Bad(
                text.Contains("://", StringComparison.Ordinal) ? "the scheme is http or https" : "begin with http:// or https://");
        }

        if (url.Port is 0)
        {
            return Parsed<Uri>.Bad("the port is from 1 to 65535");
        }

        return text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3).TrimEnd('/').IndexOfAny("/?#\\ ") < 0
            ? Parsed<Uri>.Good(url)
            : Parsed<Uri>.Bad($"scheme, host and port only: {url.GetLeftPart(UriPartial.Authority)}");
    }
}

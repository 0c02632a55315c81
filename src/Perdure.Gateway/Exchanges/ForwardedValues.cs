namespace Perdure.Gateway.Exchanges;

/// <summary>
/// The values of <c>X-Forwarded-*</c> and <c>Forwarded</c> (RFC 7239) for an instance. Built once for a connection's client, host and
/// scheme and used again for its next requests.
/// </summary>
/// <param name="For"><c>X-Forwarded-For</c>.</param>
/// <param name="Proto"><c>X-Forwarded-Proto</c>.</param>
/// <param name="Host"><c>X-Forwarded-Host</c>.</param>
/// <param name="Standard"><c>Forwarded</c>.</param>
public sealed record ForwardedValues(string For, string Proto, string Host, string Standard)
{
    /// <summary>Whether nobody but this gateway had a say in them.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Nothing known.</summary>
    public static readonly ForwardedValues None = new("", "", "", "");
}

namespace Perdure.Gateway.Listening;

/// <summary>What a connection began with.</summary>
internal enum SniffedProtocol
{
    /// <summary>It ended, or nothing came in time.</summary>
    Nothing,

    /// <summary>Anything but the preface of HTTP/2.</summary>
    Http1,

    /// <summary>The preface of HTTP/2 (RFC 9113, section 3.4).</summary>
    Http2,
}

namespace Perdure.Console.Web;

/// <summary>One file of the console's page, with what never changes about its answers. Immutable.</summary>
internal sealed record WebFile
{
    /// <summary>Where it is served, such as <c>/assets/index-1a2b3c4d.js</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Its media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>A hash of what is in it.</summary>
    public required string Hash { get; init; }

    /// <summary>Its name has a hash in it: it never changes.</summary>
    public required bool Immutable { get; init; }

    /// <summary>Its bytes as they are.</summary>
    public required byte[] Plain { get; init; }

    /// <summary>Compressed by Brotli; null when that would not help.</summary>
    public byte[]? Brotli { get; init; }

    /// <summary>Compressed by gzip, for browsers that take Brotli over TLS alone; null when that would not help.</summary>
    public byte[]? Gzip { get; init; }
}

namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>What was found next in a chunked body.</summary>
internal enum ChunkPart
{
    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>Data of the body.</summary>
    Data,

    /// <summary>A line of the trailers.</summary>
    Trailer,

    /// <summary>The body and its trailers are complete.</summary>
    End,

    /// <summary>The bytes are not a chunked body.</summary>
    Bad,
}

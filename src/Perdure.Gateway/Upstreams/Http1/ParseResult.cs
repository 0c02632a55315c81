namespace Perdure.Gateway.Upstreams.Http1;

/// <summary>What became of an attempt to parse.</summary>
internal enum ParseResult
{
    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>Done.</summary>
    Done,

    /// <summary>The bytes are not what they should be.</summary>
    Bad,
}

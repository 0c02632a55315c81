namespace Perdure.Model;

/// <summary>Where consistent hashing takes its key from.</summary>
public enum HashKeySource
{
    /// <summary>The value of a header.</summary>
    Header,

    /// <summary>The value of a cookie.</summary>
    Cookie,

    /// <summary>The path of the request, without its query.</summary>
    Path,
}

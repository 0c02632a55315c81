namespace Perdure.Gateway.Caching;

/// <summary>How a stored answer may be used for a request.</summary>
internal enum Reuse
{
    /// <summary>Only after the service has confirmed it.</summary>
    AskFirst,

    /// <summary>At once.</summary>
    Fresh,

    /// <summary>At once, stale, while a new one is fetched behind.</summary>
    WhileRefreshing,
}

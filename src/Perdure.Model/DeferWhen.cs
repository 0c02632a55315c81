namespace Perdure.Model;

/// <summary>Which requests of a route are accepted to be sent later.</summary>
public enum DeferWhen
{
    /// <summary>Those that the service can't take now.</summary>
    Unavailable,

    /// <summary>All.</summary>
    Always,
}

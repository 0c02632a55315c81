namespace Perdure.Model;

/// <summary>How much a request matters when there is too much to do: what matters least is turned away first.</summary>
public enum Tier
{
    /// <summary>Turned away last, when nothing else is left to turn away.</summary>
    Critical = 0,

    /// <summary>In between; what a route has unless it says otherwise.</summary>
    Standard = 1,

    /// <summary>Turned away first.</summary>
    Optional = 2,
}

namespace Perdure.Gateway.Caching;

/// <summary>What became of a fetch that others wait for.</summary>
internal enum FlightEnd
{
    /// <summary>The answer is in memory.</summary>
    Stored,

    /// <summary>The answer is for the one who asked; the others ask for themselves.</summary>
    NotForAll,

    /// <summary>There is no answer.</summary>
    Failed,

    /// <summary>The one who asked went away before there was one: another takes its place.</summary>
    Abandoned,
}

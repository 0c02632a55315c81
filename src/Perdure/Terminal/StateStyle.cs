namespace Perdure.Terminal;

/// <summary>The colours of states.</summary>
internal static class StateStyle
{
    /// <summary>Serves.</summary>
    public const string Good = "green";

    /// <summary>Serves in part, or on its way.</summary>
    public const string Fair = "yellow";

    /// <summary>Does not serve.</summary>
    public const string Bad = "red";

    /// <summary>The colour of a state of a node, an instance, a breaker or a process.</summary>
    public static string Of(string state) => state switch
    {
        "available" or "ready" or "closed" or "running" or "connected" or "joined" or "open" => Good,
        "warming" or "half-open" or "drained" or "starting" or "draining" or "handed-over" or "forced-closed" or "backing-off" or "connecting" or "joining" or "opening" => Fair,
        _ => Bad,
    };
}

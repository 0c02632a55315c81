namespace Perdure.Model;

/// <summary>Of what there are signals. A signal may be of several of these, of which an expression names one.</summary>
[Flags]
public enum AlertScope
{
    /// <summary>The node itself.</summary>
    Node = 0,

    /// <summary>A service.</summary>
    Service = 1,

    /// <summary>A route.</summary>
    Route = 2,

    /// <summary>A queue.</summary>
    Queue = 4,

    /// <summary>A listener.</summary>
    Listener = 8,
}

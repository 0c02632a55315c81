using Perdure.Gateway.Listening;

namespace Perdure.TakeOver;

/// <summary>What a take-over needs of the process that serves.</summary>
internal interface IIncumbent
{
    /// <summary>The name of the system.</summary>
    string System { get; }

    /// <summary>The id of the node.</summary>
    string Node { get; }

    /// <summary>Its listening sockets.</summary>
    ListeningSockets Sockets { get; }

    /// <summary>Why it cannot be taken over just now, with what to do instead; null when it can.</summary>
    string? Obstacle { get; }
}

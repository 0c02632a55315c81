using Perdure.Model.Reading;

namespace Perdure.Nodes;

/// <summary>What <c>perdure run</c> was asked for.</summary>
internal sealed record NodeHostOptions
{
    /// <summary>The system file, as it was named.</summary>
    public required string File { get; init; }

    /// <summary>What overrides the file.</summary>
    public required SystemFileOptions Reading { get; init; }

    /// <summary>Whether a change of the file reloads by itself. Default: true.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>How long a stopping node goes on accepting, not ready any more. Default: 5 s.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long what is in flight may take to finish after that. Default: 30 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where systemd listens (<c>NOTIFY_SOCKET</c>); null without it.</summary>
    public string? NotifySocket { get; init; }

    /// <summary>Whether to take the listening sockets of the process that serves this node until now. Default: false.</summary>
    public bool TakeOver { get; init; }
}

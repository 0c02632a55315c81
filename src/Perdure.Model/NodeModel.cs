namespace Perdure.Model;

/// <summary>The process that reads the file, as the rest of the system knows it.</summary>
public sealed record NodeModel
{
    /// <summary>The node's id, unique in the system. Default: the machine's name.</summary>
    public string Id { get; init; } = Environment.MachineName;

    /// <summary>
    /// The region that the node runs in; follows from <see cref="Zone"/> when the topology declares that zone. Default: none.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>The zone that the node runs in: its instances are preferred. Default: none, which means no preference.</summary>
    public string? Zone { get; init; }

    /// <summary>
    /// The host name or address by which other nodes and the services reach this node. Default: the machine's name.
    /// </summary>
    public string Address { get; init; } = Environment.MachineName;

    /// <summary>The absolute directory of what the node keeps on disk. Default: <c>data</c> beside the file.</summary>
    public string DataDirectory { get; init; } = Path.GetFullPath("data");
}

using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>node</c>.</summary>
internal static class NodeShape
{
    private static readonly Key<string> Id = new(
        "id", Texts.Name, "The node's id, unique in the system. --node and PERDURE_NODE win over it.")
    {
        DefaultInWords = "the machine's name",
        Otherwise = _ => Environment.MachineName,
    };

    private static readonly Key<string> Region = new(
        "region", Texts.Name, "The region that the node runs in. --region and PERDURE_REGION win over it.")
    {
        DefaultInWords = "the region of the zone",
    };

    private static readonly Key<string> Zone = new(
        "zone", Texts.Name, "The zone that the node runs in; instances there are preferred. --zone and PERDURE_ZONE win over it.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<string> Data = new("data", Texts.FilePath, "The directory of what the node keeps on disk.")
    {
        Default = "./data",
        Otherwise = scope => Path.GetFullPath("data", scope.Context.BaseDirectory),
    };

    private static readonly Key<string> Address = new(
        "address", Addresses.Host, "The host name or address by which other nodes and the services reach this node.")
    {
        DefaultInWords = "the machine's name",
        Otherwise = _ => Environment.MachineName,
    };

    public static MappingShape<NodeModel> Shape { get; } = new([Id, Region, Zone, Address, Data], v => new NodeModel
    {
        Id = v.Get(Id),
        Region = v.Find(Region),
        Zone = v.Find(Zone),
        Address = v.Get(Address),
        DataDirectory = v.Get(Data),
    });
}

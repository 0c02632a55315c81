using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>An item of a service's <c>instances</c>. Its region follows from the topology once that is known.</summary>
internal static class InstanceShape
{
    private static readonly Key<string> Id = new("id", Texts.Name, "The instance's id, unique within the service.") { Required = true };

    private static readonly Key<Uri> Url = new("url", Addresses.Url, "Scheme, host and port. tcp:// is not supported yet.")
    {
        Required = true,
    };

    private static readonly Key<string> Zone = new("zone", Texts.Name, "The zone that it runs in.") { DefaultInWords = "none" };

    private static readonly Key<int> Weight = new("weight", Numbers.Integer(1, 1_000), "Its share of the load relative to the others.")
    {
        Default = "1",
    };

    private static readonly Key<InstanceRole> Role = new(
        "role",
        Choices.Of([("active", InstanceRole.Active), ("standby", InstanceRole.Standby)]),
        "active serves always; standby only while no active instance can.")
    {
        Default = "active",
    };

    private static readonly Key<ProcessModel> Process = new(
        "process", ProcessShape.Shape, "The process that Perdure starts, restarts and stops for it.")
    {
        DefaultInWords = "none: somebody else runs it",
    };

    public static MappingShape<InstanceModel> Shape { get; } = new([Id, Url, Zone, Weight, Role, Process], v => new InstanceModel
    {
        Id = v.Get(Id),
        Url = v.Get(Url),
        Zone = v.Find(Zone),
        Weight = v.Get(Weight),
        Role = v.Get(Role),
        Process = v.Find(Process),
    });
}

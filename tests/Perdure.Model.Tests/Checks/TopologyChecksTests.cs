namespace Perdure.Model.Tests.Checks;

public sealed class TopologyChecksTests
{
    [Fact]
    public void Zone_of_two_regions_is_an_error() => SystemFile.Says(
        SystemFile.WithKey("topology: { regions: [{ name: eu, zones: [a, b] }, { name: us, zones: [b] }] }"),
        "7:72: error: topology.regions[1].zones[0]: expected a zone of this region only, found \"b\", which is topology.regions[0].zones[1] too; "
        + "a zone belongs to one region");

    [Fact]
    public void Region_written_twice_is_an_error() => SystemFile.Says(
        SystemFile.WithKey("topology: { regions: [{ name: eu, zones: [a] }, { name: eu, zones: [b] }] }"),
        "7:57: error: topology.regions[1].name: expected a unique name, found that of topology.regions[0] on line 7 again; give one of the two another name");

    [Fact]
    public void Zone_of_an_instance_that_is_not_declared_is_an_error() => SystemFile.Says(
        SystemFile.WithKey("topology: { regions: [{ name: eu, zones: [eu-a] }] }").Replace(
            "id: a1", "id: a1, zone: eu-b", StringComparison.Ordinal),
        "6:33: error: services.a.instances[0].zone: expected a zone of the topology, found \"eu-b\"; did you mean \"eu-a\"?");

    [Fact]
    public void Without_a_topology_any_zone_goes()
    {
        var instance = SystemFile.Model(SystemFile.Head.Replace(
            "id: a1", "id: a1, zone: x", StringComparison.Ordinal)).Services[0].Instances[0];

        Assert.Equal(("x", null), (instance.Zone, instance.Region));
    }
}

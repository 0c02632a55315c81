using Perdure.Model.Reading;

namespace Perdure.Model.Tests.Checks;

public sealed class NodeChecksTests
{
    private const string Topology = "topology: { regions: [{ name: eu, zones: [eu-a, eu-b] }, { name: us, zones: [us-a] }] }\n";

    [Fact]
    public void Command_line_wins_over_environment_wins_over_file()
    {
        var text = SystemFile.WithKey("node: { id: file, zone: file-zone, region: file-region }");
        var options = new SystemFileOptions { Node = "line" };

        var node = SystemFile.Read(
            text, options, ("PERDURE_NODE", "env"), ("PERDURE_ZONE", "env-zone"), ("PERDURE_REGION", "")).Model!.Node;

        Assert.Equal(("line", "env-zone", "file-region"), (node.Id, node.Zone, node.Region));
    }

    [Fact]
    public void Region_follows_from_the_zone()
    {
        var node = SystemFile.Model(SystemFile.WithKey(Topology + "node: { zone: us-a }")).Node;

        Assert.Equal("us", node.Region);
    }

    [Fact]
    public void Zone_from_outside_brings_its_region_along()
    {
        var node = SystemFile.Model(SystemFile.WithKey(Topology + "node: { zone: us-a, region: us }"), ("PERDURE_ZONE", "eu-b")).Node;

        Assert.Equal(("eu-b", "eu"), (node.Zone, node.Region));
    }

    [Fact]
    public void Zone_from_outside_that_is_not_declared_is_an_error() => Assert.Equal(
        ["8:7: error: node.zone: expected a zone of the topology, found \"eu-c\" (from --zone); did you mean \"eu-a\"?"],
        SystemFile.Lines(SystemFile.Read(SystemFile.WithKey(Topology + "node: {}"), new SystemFileOptions { Zone = "eu-c" })));

    [Fact]
    public void Id_from_outside_that_is_no_name_is_an_error() => Assert.Equal(
        ["1:1: error: node.id: expected a name of letters, digits, dots, dashes and underscores, found \"a b\" (from PERDURE_NODE); "
            + "set PERDURE_NODE to such a name"],
        SystemFile.Lines(SystemFile.Read(SystemFile.Head, ("PERDURE_NODE", "a b"))));

    [Theory]
    [InlineData("node: { zone: eu-x }", "8:15: error: node.zone: expected a zone of the topology, found \"eu-x\"; did you mean \"eu-a\"?")]
    [InlineData(
        "node: { region: asia }",
        "8:17: error: node.region: expected a region of the topology, found \"asia\"; declare it in topology, or use one of eu, us")]
    [InlineData(
        "node: { zone: us-a, region: eu }",
        "8:29: error: node.region: expected us, the region of the zone us-a, found \"eu\"; the region may be left out: it follows from the zone")]
    public void Place_that_the_topology_does_not_know_is_an_error(string node, string line) => SystemFile.Says(SystemFile.WithKey(Topology + node), line);
}

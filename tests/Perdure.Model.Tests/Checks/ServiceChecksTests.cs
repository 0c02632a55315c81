namespace Perdure.Model.Tests.Checks;

public sealed class ServiceChecksTests
{
    [Fact]
    public void Service_with_standby_instances_only_is_an_error() => SystemFile.Says(
        SystemFile.Head.Replace("id: a1", "id: a1, role: standby", StringComparison.Ordinal),
        "6:5: error: services.a.instances: expected at least one active instance, found only standby ones; "
        + "remove role: standby from those that serve while all is well");

    [Fact]
    public void Process_on_another_machine_is_a_warning() => SystemFile.Says(
        SystemFile.Head.Replace("http://127.0.0.1:5001", "http://10.0.0.1, process: { command: [run] }", StringComparison.Ordinal),
        "6:32: warning: services.a.instances[0].url: a process that Perdure runs is on this machine, but the url points to another; "
        + "use 127.0.0.1, or remove process");

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080")]
    public void Instance_at_a_listener_of_ours_is_an_error(string url) => SystemFile.Says(
        SystemFile.Head.Replace("http://127.0.0.1:5001", url, StringComparison.Ordinal),
        "6:32: error: services.a.instances[0].url: expected an instance, found the listener \"web\": requests would go in a circle; "
        + "give the listener or the instance another port");

    [Fact]
    public void Urls_that_differ_in_writing_only_are_the_same() => Assert.StartsWith(
        "6:72: error: services.a.instances[1].url: expected a unique url",
        Assert.Single(SystemFile.Lines(SystemFile.Read(SystemFile.Head.Replace(
            "{ id: a1, url: http://127.0.0.1:5001 }",
            "{ id: a1, url: http://EXAMPLE.com:80 }, { id: a2, url: http://example.com/ }",
            StringComparison.Ordinal)))),
        StringComparison.Ordinal);

    [Fact]
    public void Circle_of_dependencies_is_shown_once() => SystemFile.Says(
        SystemFile.WithKey(
            """
                dependsOn: [b]
              b: { instances: [{ id: b, url: http://127.0.0.1:2 }], dependsOn: [c] }
              c: { instances: [{ id: c, url: http://127.0.0.1:3 }], dependsOn: [b] }
              d: { instances: [{ id: d, url: http://127.0.0.1:4 }], dependsOn: [d, a] }
            """),
        "9:69: error: services.c.dependsOn[0]: services depend on each other in a circle: b → c → b; remove one of these dependencies",
        "10:69: error: services.d.dependsOn[0]: services depend on each other in a circle: d → d; remove one of these dependencies");

    [Fact]
    public void Long_chain_of_dependencies_is_fine()
    {
        var services = string.Join('\n', Enumerable.Range(1, 990).Select(i =>
            $"  s{i}: {{ instances: [{{ id: i, url: http://127.0.0.1:{i} }}]{(i > 1 ? $", dependsOn: [s{i - 1}]" : "")} }}"));

        Assert.Equal(991, SystemFile.Model(SystemFile.WithKey(services)).Services.Length);
    }

    [Fact]
    public void Name_of_a_service_that_is_no_name_is_an_error() => SystemFile.Says(
        SystemFile.WithKey("  a b: { instances: [] }"),
        "7:3: error: services[\"a b\"]: expected a name of letters, digits, dots, dashes and underscores as the key, found \"a b\"");
}

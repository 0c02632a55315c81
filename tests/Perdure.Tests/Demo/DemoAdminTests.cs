using Perdure.Demo.Stage;

namespace Perdure.Tests.Demo;

public sealed class DemoAdminTests
{
    [Fact]
    public void Instances_are_read_and_what_is_unknown_is_passed_over()
    {
        const string Json = """
            { "more": 1, "services": [
              { "name": "catalog", "requests": 7, "instances": [
                { "id": "catalog-1", "url": "http://127.0.0.1:5101/", "state": "available", "process": { "state": "running", "pid": 42, "restarts": 0 } },
                { "id": "catalog-2", "url": "http://127.0.0.1:5102/", "state": "ejected", "process": { "state": "backing-off", "pid": null } },
                { "id": "catalog-3", "process": null } ] },
              { "name": "empty" } ] }
            """;
        Assert.Equal(
            [
                new DemoInstance("catalog", "catalog-1", "http://127.0.0.1:5101/", "available", 42),
                new DemoInstance("catalog", "catalog-2", "http://127.0.0.1:5102/", "ejected", null),
                new DemoInstance("catalog", "catalog-3", null, "unknown", null),
            ],
            DemoAdmin.Parse(Json));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"services":{}}""")]
    public void Answer_of_another_shape_holds_no_instances(string json) => Assert.Empty(DemoAdmin.Parse(json));
}

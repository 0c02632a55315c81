using System.Net;
using Perdure.Console.Tests.Support;
using Perdure.Model;

namespace Perdure.Console.Tests.Api;

public sealed class TopologyApiTests
{
    [Fact]
    public async Task Topology_is_that_of_the_plan_in_force()
    {
        var model = new SystemModel
        {
            Name = "shop",
            Topology = new TopologyModel { Regions = [new RegionModel { Name = "eu", Zones = ["eu-a", "eu-b"] }] },
            Services =
            [
                new ServiceModel { Name = "catalog", DependsOn = ["db"], Instances = [new InstanceModel { Id = "c-1", Url = new Uri("http://127.0.0.1:1"), Zone = "eu-a" }] },
                new ServiceModel { Name = "db", Instances = [new InstanceModel { Id = "d-1", Url = new Uri("http://127.0.0.1:2"), Role = InstanceRole.Standby }] },
            ],
            Routes =
            [
                new RouteModel
                {
                    Name = "home", Service = "catalog", Flag = "new-home", Match = new RouteMatch { Path = "/*", Host = "shop.example" },
                    Fallbacks = [new FallbackModel { Stale = TimeSpan.FromHours(1) }, new FallbackModel { Service = "db" }],
                },
            ],
        };
        await using var api = await AdminApi.StartAsync([], parts => parts with { Model = () => model });

        using var answer = await api.SendAsync("GET", "/api/v1/topology");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            """
            {"regions":[{"name":"eu","zones":["eu-a","eu-b"]}],"listeners":[{"name":"web","url":"http://127.0.0.1:8080"}],
            "routes":[{"name":"home","service":"catalog","path":"shop.example/*","fallbacks":["db"],"flag":"new-home"}],
            "services":[{"name":"catalog","dependsOn":["db"],"instances":[{"id":"c-1","zone":"eu-a","standby":false}]},
            {"name":"db","dependsOn":[],"instances":[{"id":"d-1","zone":null,"standby":true}]}]}
            """.ReplaceLineEndings(""),
            await answer.Content.ReadAsStringAsync());
    }
}

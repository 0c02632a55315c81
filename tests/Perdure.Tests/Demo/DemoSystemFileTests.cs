using Perdure.Demo.Scenarios;
using Perdure.Demo.Stage;
using Perdure.Model;
using Perdure.Model.Reading;

namespace Perdure.Tests.Demo;

public sealed class DemoSystemFileTests
{
    [Fact]
    public void Written_file_is_read_without_a_complaint()
    {
        var model = Read("/tmp/shop/Shop.dll", "/tmp/demo");
        Assert.Equal(["catalog", "payments", "recommendations"], model.Services.Select(s => s.Name).Order());
        Assert.Equal([4, 2, 2], model.Services.OrderBy(s => s.Name).Select(s => s.Instances.Length));
        Assert.Equal(DemoSystemFile.PortCount - 2, model.Services.SelectMany(s => s.Instances).Select(i => i.Url.Port).Distinct().Count());
    }

    [Fact]
    public void Paths_with_blanks_and_quotes_arrive_as_they_are()
    {
        var model = Read("/tmp/my shop's \"best\"/Shop.dll", "/tmp/demo: 1 #");
        var payments = model.Services.Single(s => s.Name == "payments").Instances[0].Process!.Command;
        Assert.Contains("/tmp/my shop's \"best\"/Shop.dll", payments);
        Assert.Contains("/tmp/demo: 1 #/payments-1.ledger", payments);
    }

    [Fact]
    public void Scenarios_name_only_instances_that_are_there_and_a_whole_zone()
    {
        var instances = Read("/tmp/shop/Shop.dll", "/tmp/demo").Services.SelectMany(s => s.Instances).ToArray();
        var played = DemoScenarios.Choose(null)!.Value;
        Assert.All(played.SelectMany(s => s.Targets), id => Assert.Contains(instances, i => i.Id == id));
        Assert.Equal(instances.Where(i => i.Zone == "eu-b").Select(i => i.Id).Order(), DemoScenarios.Zone.Targets.Order());
    }

    private static SystemModel Read(string shop, string directory)
    {
        var ports = Enumerable.Range(5000, DemoSystemFile.PortCount).ToArray();
        var result = SystemFileReader.Parse(DemoSystemFile.Text("dotnet", shop, directory, ports), "perdure.yaml", new SystemFileOptions());
        Assert.Empty(result.Diagnostics);
        return result.Model!;
    }
}

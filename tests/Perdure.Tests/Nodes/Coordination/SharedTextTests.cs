using System.Net;
using Perdure.Model;
using Perdure.Model.Reading;
using Perdure.Nodes.Coordination;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Coordination;

public sealed class SharedTextTests
{
    private static readonly SystemModel Own = new()
    {
        Name = "shop",
        Node = new NodeModel { Id = "gateway-7", Zone = "eu-b", DataDirectory = "/var/lib/perdure" },
        Admin = new AdminModel { Address = new IPEndPoint(IPAddress.Loopback, 4321) },
        Coordination = new CoordinationModel { Engine = CoordinationEngine.Etcd, Endpoints = [new Uri("http://127.0.0.1:2379")] },
        BaseDirectory = "/etc/perdure",
    };

    [Fact]
    public void What_makes_the_node_comes_from_its_own_file_and_the_rest_from_the_text()
    {
        var model = Read(SystemFiles.Good).Model!;

        Assert.Equal(Own.Node, model.Node);
        Assert.Equal(Own.Admin, model.Admin);
        Assert.Equal(Own.Coordination, model.Coordination);
        Assert.Equal("/etc/perdure", model.BaseDirectory);
        Assert.Equal("catalog", Assert.Single(model.Services).Name);
    }

    [Fact]
    public void Variables_are_those_of_this_node()
    {
        var text = SystemFiles.Good.Replace("http://127.0.0.1:1", "http://${CATALOG}", StringComparison.Ordinal);

        var here = Read(text, new SystemFileOptions { Environment = name => name == "CATALOG" ? "10.0.0.9:80" : null });
        var elsewhere = Read(text, new SystemFileOptions { Environment = _ => null });
        var checkedOnly = Read(text, new SystemFileOptions { Environment = _ => null, CheckOnly = true });

        Assert.Equal("10.0.0.9", here.Model!.Services[0].Instances[0].Url.Host);
        Assert.False(elsewhere.Ok);
        Assert.True(checkedOnly.Ok);
    }

    [Fact]
    public void Text_of_another_system_is_refused()
    {
        var result = Read(SystemFiles.Good.Replace("system: shop", "system: bank", StringComparison.Ordinal));

        Assert.False(result.Ok);
        Assert.Contains("\"bank\" is another system than this node's, \"shop\"", result.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zone_that_the_text_does_not_know_is_an_error_of_this_node()
    {
        var text = SystemFiles.Good + "topology: { regions: [{ name: eu, zones: [eu-a] }] }\n";

        var result = Read(text);

        Assert.False(result.Ok);
        Assert.Contains(result.Diagnostics, diagnostic => diagnostic.ToString().Contains("eu-b", StringComparison.Ordinal));
    }

    private static SystemFileResult Read(string text, SystemFileOptions? options = null) =>
        SharedText.Read(text, "configuration-3", Own, "perdure.yaml", options ?? new SystemFileOptions());
}

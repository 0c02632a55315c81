using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Commands;
using Perdure.Model;
using Perdure.TakeOver;
using Perdure.Tests.Support;

namespace Perdure.Tests.TakeOver;

public sealed class SuccessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Take_over_with_processes_is_refused_with_what_to_do_instead()
    {
        var process = new ProcessModel { Command = ["/bin/true"] };
        var model = ModelOf(new InstanceModel { Id = "shop-1", Url = new Uri("http://127.0.0.1:1"), Process = process });

        var refused = await Assert.ThrowsAsync<CommandException>(() => BeginAsync(model, takeOver: true));

        Assert.Contains("instance shop-1 of service shop has a process", refused.Message, StringComparison.Ordinal);
        Assert.Contains("stop the node and start the new one", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_over_without_a_running_node_is_a_normal_start()
    {
        await using var succession = await BeginAsync(ModelOf(), takeOver: true);
        await using var listener = await Incumbent.BindAsync(succession.Sockets);
        await succession.TakeOverAsync(CancellationToken.None);

        Assert.False(succession.TakesOver);
        Assert.False(succession.Served);
    }

    private static Task<Succession> BeginAsync(SystemModel model, bool takeOver) =>
        Succession.BeginAsync(model, takeOver, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private SystemModel ModelOf(params InstanceModel[] instances) => new()
    {
        Name = "shop",
        Node = new NodeModel { Id = "gateway-1", DataDirectory = _folder.Path },
        Services = [new ServiceModel { Name = "shop", Instances = [.. instances] }],
    };
}

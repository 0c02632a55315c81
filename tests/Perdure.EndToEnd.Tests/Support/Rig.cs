using Xunit.Abstractions;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>Some instances of one service and a node in front of them. What it knows is printed when a test fails.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly ITestOutputHelper _output;
    private Traffic? _traffic;

    private Rig(ITestOutputHelper output, int instances)
    {
        _output = output;
        Instances = [.. FreePorts.Take(instances).Select((port, i) => new TestInstance($"shop-{i + 1}", port, Folder))];
    }

    public TemporaryFolder Folder { get; } = new();

    public TestInstance[] Instances { get; }

    public RunningNode Node { get; private set; } = null!;

    public Traffic Traffic => _traffic ??= Traffic.Start(Node.Gateway);

    /// <summary>The system file of so many instances.</summary>
    public string SystemFile => SystemFiles.Of(Instances);

    /// <summary>Starts everything, does the test, stops everything.</summary>
    /// <param name="output">Where it tells what it knows when the test fails.</param>
    /// <param name="instances">How many instances.</param>
    /// <param name="test">The test.</param>
    /// <param name="systemFile">The system file instead of <see cref="SystemFile"/>.</param>
    /// <param name="args">More of the node's command line.</param>
    public static async Task PlayAsync(
        ITestOutputHelper output, int instances, Func<Rig, Task> test, Func<Rig, string>? systemFile = null, params string[] args)
    {
        await using var rig = new Rig(output, instances);
        try
        {
            await Task.WhenAll(rig.Instances.Select(instance => instance.StartAsync()));
            rig.Folder.Write("perdure.yaml", (systemFile ?? (it => it.SystemFile))(rig));
            rig.Node = await RunningNode.StartAsync(rig.Folder, args: args);
            await test(rig);
        }
        catch
        {
            rig.Explain();
            throw;
        }
    }

    /// <summary>Writes figures where whoever runs the tests finds them.</summary>
    public void Tell(FormattableString figures) => _output.WriteLine(FormattableString.Invariant(figures));

    public async ValueTask DisposeAsync()
    {
        if (_traffic is not null) await _traffic.DisposeAsync();
        if (Node is not null) await Node.DisposeAsync();
        foreach (var instance in Instances) await instance.DisposeAsync();
        Folder.Dispose();
    }

    private void Explain()
    {
        if (_traffic is not null) _output.WriteLine(_traffic.Table());
        if (Node is not null) _output.WriteLine($"the node's log:\n{Node.Process.LogTail}");
    }
}

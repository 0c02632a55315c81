using Microsoft.Playwright;
using Perdure.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Perdure.Web.Tests.Support;

/// <summary>What the tests share: a browser, three instances as processes, some clients, and a node in front of them with its console.</summary>
public sealed class Site : IAsyncLifetime
{
    /// <summary>The collection of the tests that use it, one after the other.</summary>
    public const string Name = "site";

    internal const string OperatorToken = "a-token-of-an-operator";
    internal const string ReaderToken = "a-token-of-a-reader";

    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = FreePorts.Take(5);
    private Browser _browser = null!;
    private Visitors? _visitors;

    internal TestInstance[] Instances { get; private set; } = [];

    internal RunningNode Node { get; private set; } = null!;

    /// <summary>Where the console is; the same after a restart of the node.</summary>
    internal Uri Address => new($"http://127.0.0.1:{_ports[0]}/");

    public async Task InitializeAsync()
    {
        if (Browser.Path is null) return;
        Instances = [.. _ports.Skip(2).Select((port, i) => new TestInstance($"shop-{i + 1}", port, _folder))];
        _folder.Write("perdure.yaml", WebSystemFile.Of(_ports[0], _ports[1], Instances));
        var browser = Browser.StartAsync();
        await Task.WhenAll(Instances.Select(instance => instance.StartAsync()));
        await StartNodeAsync();
        _visitors = new Visitors(Node.Gateway);
        _browser = await browser;
    }

    /// <summary>Starts the node, also again after <see cref="RunningNode.KillAsync"/>.</summary>
    internal async Task StartNodeAsync()
    {
        if (Node is not null) await Node.DisposeAsync();
        Node = await RunningNode.StartAsync(_folder, OperatorToken);
    }

    /// <summary>Starts an instance again, and waits until the node uses it.</summary>
    internal async Task RestartAsync(TestInstance instance)
    {
        await instance.StartAsync();
        await Eventually.TrueAsync(async () => (await Node.StatesAsync())[instance.Id] == "available", $"{instance.Id} is used again");
    }

    /// <summary>Does something in a browser of its own; what the page logged as an error, or its security policy stopped, fails the test.</summary>
    /// <param name="output">Where it tells what it knows when the test fails.</param>
    /// <param name="token">Who is signed in; null for nobody.</param>
    /// <param name="test">The test.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="at">The console of another node than the shared one.</param>
    internal async Task VisitAsync(
        ITestOutputHelper output, string? token, Func<Tab, Task> test, ColorScheme scheme = ColorScheme.Light, int width = 1280, Uri? at = null)
    {
        await using var context = await _browser.ContextAsync(at ?? Address, scheme, width);
        var tab = await Tab.OpenAsync(context);
        try
        {
            if (token is not null) await tab.SignInAsync(token);
            await test(tab);
            Assert.Empty(tab.Errors);
        }
        catch
        {
            output.WriteLine($"at {tab.Page.Url}, errors of the page: {string.Join('\n', tab.Errors)}");
            output.WriteLine(await tab.TextAsync());
            output.WriteLine($"the node's log:\n{Node.Process.LogTail}");
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        if (_visitors is not null) await _visitors.DisposeAsync();
        if (_browser is not null) await _browser.DisposeAsync();
        if (Node is not null) await Node.DisposeAsync();
        foreach (var instance in Instances) await instance.DisposeAsync();
        _folder.Dispose();
    }
}

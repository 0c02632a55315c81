using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Perdure.Tests.Support;

/// <summary>A node that runs as a process of its own, on free ports, until disposed.</summary>
internal sealed partial class RunningNode : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    private RunningNode(Process process) => _process = process;

    public string Log => string.Join('\n', _log);

    public Uri Admin { get; private set; } = null!;

    public static async Task<RunningNode> StartAsync(string folder, params string[] args)
    {
        string[] grace = args.Contains("--drain-grace") ? [] : ["--drain-grace", "0"];
        var node = new RunningNode(Process.Start(Executable.Command(Executable.Path, folder, ["run", .. grace, .. args]))!);
        node._process.StandardInput.Close();
        node._process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                node._log.Enqueue(line.Data);
        };
        node._process.BeginErrorReadLine();
        await Eventually.TrueAsync(() => AdminAddress().IsMatch(node.Log) || node._process.HasExited, () => node.Log);
        Assert.False(node._process.HasExited, node.Log);
        node.Admin = new Uri("http://" + AdminAddress().Match(node.Log).Groups[1].Value);
        return node;
    }

    public async Task<JsonElement> StatusAsync() =>
        JsonElement.Parse(await _client.GetStringAsync(new Uri(Admin, "/api/v1/status")));

    public async Task<JsonElement> ReloadedAsync(bool ok)
    {
        var status = default(JsonElement);
        await Eventually.TrueAsync(
            async () =>
            {
                status = await StatusAsync();
                var reload = status.GetProperty("lastReload");
                return reload.ValueKind != JsonValueKind.Null && reload.GetProperty("ok").GetBoolean() == ok;
            },
            () => Log);
        return status;
    }

    /// <summary>Waits until it has logged this: whoever sees by other means what has happened may see it before the line has come.</summary>
    public Task LogsAsync(string text) => Eventually.TrueAsync(() => Log.Contains(text, StringComparison.Ordinal), () => $"\"{text}\" in {Log}");

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task<ProcessOutcome> EndAsync()
    {
        var output = _process.StandardOutput.ReadToEndAsync();
        await Eventually.TrueAsync(() => _process.HasExited, () => Log);
        await _process.WaitForExitAsync();
        return new ProcessOutcome(_process.ExitCode, await output, Log);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"http://([0-9.:]+)/api/v1/status")]
    private static partial Regex AdminAddress();
}

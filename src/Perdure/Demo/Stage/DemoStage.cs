using System.Collections.Immutable;
using Perdure.Model;
using Perdure.Supervision;

namespace Perdure.Demo.Stage;

/// <summary>
/// A real node of its own, in a temporary directory and on free ports, that runs the shop. Everything it started ends with it, even
/// when the demo itself is killed: the node is supervised, and so is the shop by the node.
/// </summary>
internal sealed class DemoStage : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SettledWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _time;
    private readonly DemoLog _log;
    private readonly ProcessSupervisor _supervisor;

    /// <summary>Writes the file; nothing runs yet.</summary>
    /// <exception cref="DemoException">The shop isn't there.</exception>
    public DemoStage(TimeProvider time, ulong seed)
    {
        var shop = Path.Combine(AppContext.BaseDirectory, "shop", "Shop.dll");
        if (!File.Exists(shop)) throw new DemoException($"The shop is missing ({shop}): build the solution once, then run `perdure demo` again.");
        _time = time;
        Directory = System.IO.Directory.CreateTempSubdirectory("perdure-demo-").FullName;
        var ports = DemoPorts.Free(DemoSystemFile.PortCount);
        Gateway = new Uri($"http://127.0.0.1:{ports[0]}");
        Admin = new DemoAdmin(new Uri($"http://127.0.0.1:{ports[1]}"));
        SystemFile = Path.Combine(Directory, "perdure.yaml");
        File.WriteAllText(SystemFile, DemoSystemFile.Text(OwnExecutable.DotnetHost, shop, Directory, ports));
        _log = new DemoLog(LogPath, time);
        _supervisor = new ProcessSupervisor(time, _log, new SupervisorOptions { Seed = seed });
    }

    /// <summary>Where everything is kept; deleted by <see cref="Forget"/>.</summary>
    public string Directory { get; }

    /// <summary>The system file.</summary>
    public string SystemFile { get; }

    /// <summary>What the node and the shop said.</summary>
    public string LogPath => Path.Combine(Directory, "node.log");

    /// <summary>Where clients go.</summary>
    public Uri Gateway { get; }

    /// <summary>Where the node is asked.</summary>
    public DemoAdmin Admin { get; }

    /// <summary>Starts the node and waits until it and all instances are ready.</summary>
    /// <exception cref="DemoException">It ended, or wasn't ready in time.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        ImmutableArray<string> command = OwnExecutable.CommandLine("run", SystemFile, "--drain-grace", "0");
        if (command.IsEmpty)
            throw new DemoException("The path of the executable is unknown: run `./perdure demo` from the source, or the installed `perdure`.");
        var process = new ProcessModel
        {
            Command = command, Restart = RestartPolicy.Never, WorkingDirectory = Directory, StopTimeout = TimeSpan.FromSeconds(15),
        };
        await _supervisor.ApplyAsync([new SupervisedProcess("demo", "node", process)], cancel);
        var since = _time.GetTimestamp();
        while (!await AllReadyAsync(cancel))
        {
            if (_supervisor.Status()[0] is { State: not ProcessState.Running } ended)
                throw new DemoException($"The node ended ({ended.LastExit}); its last words are in {LogPath}");
            if (_time.GetElapsedTime(since) > ReadyWithin)
                throw new DemoException($"The node wasn't ready within {ReadyWithin.TotalSeconds:0} s; what it said is in {LogPath}");
            await Task.Delay(Poll, _time, cancel);
        }
    }

    /// <summary>Waits until everything that was accepted for later has been done, for a while: what is then missing is told by the audit.</summary>
    public async Task SettleAsync(CancellationToken cancel)
    {
        var since = _time.GetTimestamp();
        while (await Admin.UnfinishedAsync(DemoSystemFile.Queue, cancel) > 0 && _time.GetElapsedTime(since) < SettledWithin)
            await Task.Delay(Poll, _time, cancel);
    }

    /// <summary>Deletes the directory.</summary>
    public void Forget() => System.IO.Directory.Delete(Directory, recursive: true);

    /// <summary>Stops the node and, through it, the shop. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync();
        Admin.Dispose();
        _log.Dispose();
    }

    /// <summary>An instance that is being started isn't ready because the node is: its process must answer first.</summary>
    private async Task<bool> AllReadyAsync(CancellationToken cancel)
    {
        if (!await Admin.IsReadyAsync(cancel)) return false;
        var instances = await Admin.InstancesAsync(cancel);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(1) };
        foreach (var instance in instances)
        {
            if (instance.Pid is null || !await AnswersAsync(client, instance, cancel)) return false;
        }
        return instances.Count > 0;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, DemoInstance instance, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(new Uri(instance.Url ?? ""), "/healthz"), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }
}

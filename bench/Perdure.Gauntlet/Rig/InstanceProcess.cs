using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Perdure.Gauntlet.Hosts;
using Perdure.Gauntlet.Instances;

namespace Perdure.Gauntlet.Rig;

/// <summary>One instance of the rig as a real process, and the hand that hurts it. Not thread-safe.</summary>
public sealed class InstanceProcess(InstanceAddress address, ServiceShape shape, string directory, ulong seed, Orphanage orphanage, TimeProvider time)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private Process? _process;
    private int _lives;

    /// <summary>Where the instance is.</summary>
    public InstanceAddress Address => address;

    /// <summary>File with its executions, over all its lives.</summary>
    public string LogPath { get; } = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"instance-{address.Number}.log"));

    /// <summary>Whether its process lives (a stopped one does).</summary>
    public bool Alive => _process is { HasExited: false };

    /// <summary>Starts the process without waiting until it answers.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true };
        // Each life has its own service times, but the same ones whoever the contestant is.
        var lifeSeed = seed * 1000 + (ulong)_lives++;
        string[] words =
        [
            "instance", "--number", Text(address.Number), "--port", Text(address.Port), "--log", LogPath, "--seed", Text(lifeSeed),
            "--workers", Text(shape.Workers), "--service-ms", Text(shape.MeanMs), "--distribution", shape.Distribution.ToString(),
        ];
        foreach (var word in words) start.ArgumentList.Add(word);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"Instance {address.Number} did not start.");
        orphanage.Add(_process.Id);
    }

    /// <summary>Waits until the port accepts connections.</summary>
    /// <exception cref="TimeoutException">It didn't within 10 s.</exception>
    public async Task ReadyAsync(CancellationToken cancel)
    {
        if (!await Until.TrueAsync(AcceptsAsync, StartLimit, time, cancel))
            throw new TimeoutException($"Instance {address.Number} doesn't listen on port {address.Port} after {StartLimit.TotalSeconds} s.");
    }

    /// <summary>Starts it again unless it lives.</summary>
    public void Restart()
    {
        if (!Alive) Start();
    }

    /// <summary>kill -9.</summary>
    public void Kill() => Send(Signals.Kill);

    /// <summary>SIGSTOP: its connections stay open, new ones are accepted by the kernel, nothing is answered.</summary>
    public void Stop() => Send(Signals.Stop);

    /// <summary>SIGCONT.</summary>
    public void Continue() => Send(Signals.Continue);

    /// <summary>Gives it a fault, see <see cref="Instances.InstanceFaults.Apply"/>.</summary>
    public void Command(string fault)
    {
        try
        {
            _process?.StandardInput.WriteLine(fault);
            _process?.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is dead, which is fault enough.
        }
    }

    /// <summary>Ends it for good.</summary>
    public async Task EndAsync()
    {
        if (_process is null) return;
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private void Send(int signal)
    {
        if (_process is { HasExited: false } process) Signals.Send(process.Id, signal);
    }

    private async ValueTask<bool> AcceptsAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}

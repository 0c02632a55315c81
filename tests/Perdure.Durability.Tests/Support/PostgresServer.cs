using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Perdure.Durability.Tests.Support;

/// <summary>
/// A PostgreSQL of the tests' own: its cluster in a temporary folder, on a free port of loopback, as an unprivileged user, because it refuses
/// root. It has nothing to do with a cluster of the machine. Killed, stopped, continued and started again at the same place and port; killed
/// at the end whatever happens. Thread-safe.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    public const string Missing = "PostgreSQL is not installed: on Debian, apt-get install postgresql-15";

    private const int SigCont = 18;
    private const int SigKill = 9;
    private const int SigStop = 19;
    private const string Nobody = "65534";
    private const string Superuser = "perdure";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("perdure-postgres-");
    private readonly string[] _settings;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private Process? _process;

    private PostgresServer(string[] settings)
    {
        _settings = settings;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>Where the programs of version 15 are; null where it is not installed.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql/15/bin")
        ? "/usr/lib/postgresql/15/bin"
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    public int Port { get; private set; }

    /// <summary>What Npgsql takes.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Username={Superuser};Database=postgres";

    public bool Running => _process is { HasExited: false };

    /// <summary>The last lines that it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Makes a cluster and starts it. Accepts connections when this returns.</summary>
    /// <param name="settings">Settings of postgresql.conf as <c>name=value</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var server = new PostgresServer(settings);
        try
        {
            if (Environment.IsPrivilegedProcess) await DoAsync("chown", Nobody, server._folder.FullName);
            // Local sorting and one locale everywhere; the files need no fsync before there is anything in them.
            var initdb = server.AsUnprivileged("initdb", "--pgdata", server.Data, "--username", Superuser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions");
            await DoAsync(initdb[0], initdb[1..]);
            await server.StartAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Starts it where it was; a port that somebody else has taken meanwhile is replaced only the first time.</summary>
    public async Task StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Port == 0 || (attempt > 1 && !WasOurs)) Port = FreePort();
            Launch();
            if (await AcceptsAsync()) break;
            if (attempt == 10) throw new InvalidOperationException("PostgreSQL does not start:\n" + Output);
            Kill();
            // Who has the port for a moment, or dies yet, is given some time.
            await Task.Delay(Rest * attempt, TimeProvider.System);
        }

        WasOurs = true;
    }

    /// <summary>SIGKILL for all of its processes, and waits until they are gone: a crash of the server, not of the machine.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            if (_process is not { HasExited: false } process) return;
            // The first one stands still, so that it starts none while the others are counted.
            _ = SendSignal(process.Id, SigStop);
            var children = ChildrenOf(process.Id);
            process.Kill();
            foreach (var child in children) _ = SendSignal(child, SigKill);
            process.WaitForExit(Patience);
            SpinWait.SpinUntil(() => !children.Exists(Lives), Patience);
        }
    }

    /// <summary>SIGSTOP for all of its processes: connections stay and nothing is answered.</summary>
    public void Pause() => SignalAll(SigStop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => SignalAll(SigCont);

    public void Dispose()
    {
        Kill();
        lock (_lock)
        {
            _process?.Dispose();
            _process = null;
            try
            {
                _folder.Delete(recursive: true);
            }
            catch (IOException)
            {
                // A process that was just killed still had a file there; the folder is a temporary one.
            }
        }
    }

    private bool WasOurs { get; set; }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task DoAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {await output}{await error}");
    }

    // One that is dead and only waits to be buried has let go of everything.
    private static bool Lives(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static List<int> ChildrenOf(int parent)
    {
        var children = new List<int>();
        foreach (var task in Directory.GetDirectories($"/proc/{parent}/task"))
        {
            var text = File.ReadAllText(Path.Combine(task, "children"));
            children.AddRange(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)));
        }

        return children;
    }

    private void Launch()
    {
        string[] settings =
        [
            $"port={Port.ToString(CultureInfo.InvariantCulture)}", "listen_addresses=127.0.0.1", $"unix_socket_directories={_folder.FullName}",
            "shared_buffers=16MB", "max_connections=60", "max_wal_size=256MB", "log_min_messages=warning", .. _settings,
        ];
        var command = AsUnprivileged("postgres", ["-D", Data, .. settings.SelectMany(setting => (string[])["-c", setting])]);
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        lock (_lock)
        {
            if (Running) return;
            _process?.Dispose();
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) => Keep(line.Data);
            _process.ErrorDataReceived += (_, line) => Keep(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }
    }

    private async Task<bool> AcceptsAsync()
    {
        var time = TimeProvider.System;
        var since = time.GetTimestamp();
        var probe = Path.Combine(Programs!, "pg_isready");
        while (Running && time.GetElapsedTime(since) < Patience)
        {
            // By its socket file, which is nobody else's, and which it makes after it has got the port.
            using var process = Process.Start(new ProcessStartInfo(probe, ["-q", "-h", _folder.FullName, "-p", Port.ToString(CultureInfo.InvariantCulture)]))!;
            await process.WaitForExitAsync();
            if (process.ExitCode == 0) return Running;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }

        return false;
    }

    // setpriv becomes the program, so the process that was started is the server itself.
    private string[] AsUnprivileged(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs ?? throw new InvalidOperationException(Missing), program);
        return Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", path, .. arguments] : [path, .. arguments];
    }

    private void SignalAll(int signal)
    {
        lock (_lock)
        {
            if (_process is not { HasExited: false } process) return;
            if (signal == SigStop) _ = SendSignal(process.Id, signal);
            foreach (var child in ChildrenOf(process.Id)) _ = SendSignal(child, signal);
            if (signal != SigStop) _ = SendSignal(process.Id, signal);
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            if (_lines.Count == 50) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}

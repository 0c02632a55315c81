using System.Diagnostics;

namespace Perdure.Gauntlet.Rig;

/// <summary>
/// Sees to it that no instance outlives the rig, whatever becomes of the rig. An instance ends when its input does, but a
/// stopped one can't; so a small shell knows all their ids and kills what is left when its own input ends without "done".
/// </summary>
public sealed class Orphanage : IDisposable
{
    /// <summary>An id is used again one day: only a process that is an instance of ours is killed.</summary>
    private const string Guard = """
        trap '' INT TERM HUP
        pids=
        while read -r line; do [ "$line" = "done" ] && exit 0; pids="$pids $line"; done
        for pid in $pids; do
          grep -q perdure-gauntlet "/proc/$pid/cmdline" 2>/dev/null && kill -KILL "$pid" 2>/dev/null
        done
        exit 0
        """;

    private readonly Process _shell;

    /// <summary>Starts the shell.</summary>
    public Orphanage()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Guard);
        _shell = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
    }

    /// <summary>A process that must not be left behind.</summary>
    public void Add(int pid)
    {
        _shell.StandardInput.WriteLine(pid);
        _shell.StandardInput.Flush();
    }

    /// <summary>All processes have been ended.</summary>
    public void Dispose()
    {
        _shell.StandardInput.WriteLine("done");
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}

using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Perdure.Supervision.Guarding;

/// <summary>
/// The node's end: keeps one guardian running and tells it the groups. A guardian that dies is started again and told all of
/// them. Thread-safe.
/// </summary>
public sealed class GuardianLink(TimeProvider time, ImmutableArray<string> command, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly HashSet<int> _groups = [];
    private readonly Dictionary<int, long> _deadlinesMs = [];
    private readonly CancellationTokenSource _closing = new();
    private Process? _guardian;
    private Task _watch = Task.CompletedTask;

    /// <summary>Process id of the guardian, for tests; null when none runs.</summary>
    internal int? Pid
    {
        get
        {
            lock (_lock) return _guardian?.Id;
        }
    }

    /// <summary>A group runs from now on. Starts the guardian with the first one.</summary>
    public void Add(int leader)
    {
        lock (_lock)
        {
            _groups.Add(leader);
            if (_guardian is not null || !_watch.IsCompleted) Tell(_guardian, $"+{leader}");
            else if (!command.IsEmpty) _watch = WatchAsync(Start_NeedsLock());
        }
    }

    /// <summary>
    /// A group that runs may go on for so long: when that is over and nothing later was said, the guardian kills it, whatever this process does.
    /// </summary>
    public void AllowFor(int leader, TimeSpan left)
    {
        var deadlineMs = ProcessGuardian.NowMs(time) + Math.Max(0, (long)left.TotalMilliseconds);
        lock (_lock)
        {
            if (!_groups.Contains(leader)) return;
            _deadlinesMs[leader] = deadlineMs;
            Tell(_guardian, DeadlineLine(leader, deadlineMs));
        }
    }

    /// <summary>Nothing is left of a group.</summary>
    public void Remove(int leader)
    {
        lock (_lock)
        {
            _deadlinesMs.Remove(leader);
            _groups.Remove(leader);
            Tell(_guardian, $"-{leader}");
        }
    }

    /// <summary>Ends the guardian; it kills whatever is still listed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        lock (_lock) CloseInput(_guardian);
        await _watch;
        _closing.Dispose();
    }

    private async Task WatchAsync(Process? guardian)
    {
        while (true)
        {
            var exit = "it did not start";
            if (guardian is not null)
            {
                await guardian.WaitForExitAsync();
                exit = ExitDescription.Of(guardian.ExitCode);
            }
            lock (_lock)
            {
                _guardian = null;
                guardian?.Dispose();
            }
            if (_closing.IsCancellationRequested) return;
            log.GuardianEnded(exit);
            await Task.Delay(RestartDelay, time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_lock)
            {
                if (_closing.IsCancellationRequested) return;
                guardian = Start_NeedsLock();
            }
        }
    }

    private Process? Start_NeedsLock()
    {
        try
        {
            var start = SessionStart.Of(command);
            start.RedirectStandardInput = true;
            // A process that only waits needs no heap for a server.
            start.Environment["DOTNET_gcServer"] = "0";
            start.Environment["DOTNET_gcConcurrent"] = "0";
            _guardian = Process.Start(start);
            foreach (var leader in _groups) Tell(_guardian, $"+{leader}");
            foreach (var (leader, deadlineMs) in _deadlinesMs) Tell(_guardian, DeadlineLine(leader, deadlineMs));
        }
        catch (Win32Exception e)
        {
            log.GuardianCouldNotStart(e.Message);
            _guardian = null;
        }
        return _guardian;
    }

    private static string DeadlineLine(int leader, long deadlineMs) => string.Create(CultureInfo.InvariantCulture, $"@{leader} {deadlineMs}");

    private static void Tell(Process? guardian, string line)
    {
        try
        {
            guardian?.StandardInput.WriteLine(line);
            guardian?.StandardInput.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It has just died; the next one is told everything.
        }
    }

    private static void CloseInput(Process? guardian)
    {
        try
        {
            guardian?.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has died already.
        }
    }
}

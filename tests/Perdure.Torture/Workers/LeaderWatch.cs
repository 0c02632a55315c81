using System.Globalization;
using System.Text;
using Perdure.Torture.Judging;
using Perdure.Torture.Rig;

namespace Perdure.Torture.Workers;

/// <summary>Looks into the candidates' logs for leaders: somebody whose token was accepted lately.</summary>
internal sealed class LeaderWatch(Scene scene, TimeProvider time)
{
    private const int TailBytes = 8 * 1024;

    /// <summary>Waits until each election has somebody whose token has been accepted since this call.</summary>
    public Task AllLedAsync(string what, TimeSpan within)
    {
        var since = JudgeLog.Now;
        return Eventually.TrueAsync(() => Task.FromResult(Scene.Elections.All(election => LastAccepted(election) > since)), what, within, time);
    }

    /// <summary>The candidate of an election whose token was accepted last; null when none has been yet.</summary>
    public Child? Leader(string election)
    {
        var (name, at) = Enumerable.Range(1, scene.Hosts).Select(host => NameOf(election, host)).Select(name => (name, LastAcceptedBy(name))).MaxBy(last => last.Item2);
        return at == 0 ? null : scene.Candidates.Find(candidate => candidate.Name == name);
    }

    private long LastAccepted(string election) => Enumerable.Range(1, scene.Hosts)
        .Max(host => LastAcceptedBy(NameOf(election, host)));

    private static string NameOf(string election, int host) => string.Create(CultureInfo.InvariantCulture, $"{election}-{host}");

    private long LastAcceptedBy(string candidate)
    {
        var file = Path.Combine(scene.Folder, candidate + ".claims");
        return File.Exists(file) ? LastAcceptedIn(file) : 0;
    }

    private static long LastAcceptedIn(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-Math.Min(TailBytes, stream.Length), SeekOrigin.End);
        var buffer = new byte[TailBytes];
        var text = Encoding.ASCII.GetString(buffer, 0, stream.ReadAtLeast(buffer, TailBytes, throwOnEndOfStream: false));
        foreach (var line in text.Split('\n').Reverse().Skip(1))
        {
            if (line.Split(' ') is ["A", var sent, _, _, _])
                return long.Parse(sent, CultureInfo.InvariantCulture);
        }

        return 0;
    }
}

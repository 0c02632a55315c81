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

    private long LastAccepted(string election) => Enumerable.Range(1, scene.Hosts)
        .Select(host => Path.Combine(scene.Folder, string.Create(CultureInfo.InvariantCulture, $"{election}-{host}.claims")))
        .Where(File.Exists).Select(LastAcceptedIn).DefaultIfEmpty().Max();

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

using System.Globalization;
using Perdure.Gauntlet.Traffic;

namespace Perdure.Gauntlet.Results;

/// <summary>Every request of a run as a line of a table, for whoever wants to know when and why some were lost.</summary>
public static class SampleFile
{
    /// <summary>Writes it; times in ms from the onset of the fault.</summary>
    public static void Write(string path, IEnumerable<Sample> samples, double onsetMs)
    {
        using var file = new StreamWriter(path);
        file.WriteLine("at_ms,kind,class,latency_ms,left_after_ms,tries,status,reason");
        foreach (var s in samples)
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{s.IntendedMs - onsetMs:0.0},{s.Kind},{s.Class},{s.LatencyMs:0.0},{s.LeftAfterMs:0.0},{s.Tries},{s.Status},{s.Reason}"));
    }
}

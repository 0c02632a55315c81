using System.Globalization;
using Perdure.Gauntlet.Instances;

namespace Perdure.Gauntlet.Results;

/// <summary>One line of an instance's log.</summary>
/// <param name="Instance">Number of the instance.</param>
/// <param name="AtMs">When, in ms of the monotonic clock.</param>
/// <param name="Event">What happened.</param>
/// <param name="Kind">G, P or X (poison).</param>
/// <param name="Id">Which request.</param>
public readonly record struct ExecutionRecord(int Instance, double AtMs, ExecutionEvent Event, char Kind, string Id)
{
    /// <summary>Reads a log. A last line that a kill cut short is left out.</summary>
    public static IEnumerable<ExecutionRecord> Read(int instance, string path)
    {
        if (!File.Exists(path)) yield break;
        foreach (var line in File.ReadLines(path))
        {
            var words = line.Split(' ');
            if (words.Length == 4 && double.TryParse(words[0], CultureInfo.InvariantCulture, out var at))
                yield return new ExecutionRecord(instance, at, (ExecutionEvent)words[1][0], words[2][0], words[3]);
        }
    }
}

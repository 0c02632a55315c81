using System.Text.Json;

namespace Perdure.Gauntlet.Results;

/// <summary>The runs so far, one JSON object a line, so that an interrupted gauntlet goes on where it was.</summary>
public sealed class ResultFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true };
    private readonly string _path;
    private readonly List<RunResult> _results = [];

    /// <summary>Opens the file; <paramref name="fresh"/> forgets what is in it.</summary>
    public ResultFile(string path, bool fresh)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (fresh) File.Delete(path);
        if (!File.Exists(path)) return;
        foreach (var line in File.ReadLines(path))
        {
            if (Read(line) is { } result) _results.Add(result);
        }
    }

    /// <summary>All runs.</summary>
    public IReadOnlyList<RunResult> Results => _results;

    /// <summary>Whether this run has been done.</summary>
    public bool Has(string scenario, string contestant, int seed) =>
        _results.Exists(r => r.Scenario == scenario && r.Contestant == contestant && r.Seed == seed);

    /// <summary>Appends a run.</summary>
    public void Add(RunResult result)
    {
        _results.Add(result);
        File.AppendAllText(_path, JsonSerializer.Serialize(result, Json) + "\n");
    }

    private static RunResult? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunResult>(line, Json);
        }
        catch (JsonException)
        {
            // The gauntlet was stopped while it wrote this line; the run is done again.
            return null;
        }
    }
}

using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry.Objectives;

/// <summary>What outlasts a restart of the node, in <c>objectives.json</c>. For one caller at a time.</summary>
/// <param name="path">The file.</param>
/// <param name="write">Writes a file as a whole or not at all.</param>
/// <param name="log">Where trouble is told.</param>
public sealed class ObjectiveFile(string path, Action<string, byte[]> write, ILogger log)
{
    private const int BytesMax = 256 * 1024 * 1024;

    // The end of the year 9999: what is later is no time.
    private const long LatestMs = 253_402_300_799_999;

    private bool _troubled;

    /// <summary>Reads it; nothing when there is none. A damaged one is set aside, and told.</summary>
    internal (BudgetBook Book, long SavedAtMs) Load()
    {
        try
        {
            if (!File.Exists(path))
                return (new BudgetBook(), 0);
            if (new FileInfo(path).Length > BytesMax)
                throw new JsonException("it is too large");
            var kept = JsonSerializer.Deserialize(File.ReadAllBytes(path), ObjectiveFileJson.Default.KeptObjectives);
            if (kept is not { Format: KeptObjectives.CurrentFormat, SavedAtMs: >= 0 and <= LatestMs, Routes: { } routes })
                throw new JsonException("it is not of this version");
            var book = new BudgetBook();
            return routes.All(route => route is not null && route.Read(book, kept.SavedAtMs)) ? (book, kept.SavedAtMs) : throw new JsonException("its numbers cannot be");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            SetAside(unreadable.Message);
            return (new BudgetBook(), 0);
        }
    }

    /// <summary>Writes it. When that fails it is told once, until it goes again.</summary>
    internal void Save(BudgetBook book, long nowMs)
    {
        try
        {
            var kept = new KeptObjectives(KeptObjectives.CurrentFormat, nowMs, [.. book.Routes.Select(pair => KeptRoute.Of(pair.Key, pair.Value))]);
            write(path, JsonSerializer.SerializeToUtf8Bytes(kept, ObjectiveFileJson.Default.KeptObjectives));
            _troubled = false;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            if (!_troubled)
                log.ObjectivesUnwritable(path, unwritable.Message);
            _troubled = true;
        }
    }

    private void SetAside(string problem)
    {
        var aside = path + ".damaged";
        try
        {
            File.Move(path, aside, overwrite: true);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            aside = path;
        }

        log.ObjectivesDamaged(aside, problem);
    }
}

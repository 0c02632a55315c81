using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Shared.Snapshots;

/// <summary>
/// The file of the last known state: one line with format and SHA-256 of the rest, then JSON. A file that is torn or of an unknown format is
/// set aside, never deleted.
/// </summary>
internal static class SnapshotFile
{
    private const string Format = "perdure-shared-state 1 ";
    private const long MaxBytes = 256 * 1024 * 1024;

    /// <summary>Reads the file; null when there is none, or none that can be read.</summary>
    public static SnapshotDocument? Read(string path, TimeProvider clock, ILogger log)
    {
        try
        {
            if (!File.Exists(path)) return null;
            if (new FileInfo(path).Length > MaxBytes) return SetAside(path, "it is far too long", clock, log);
            var bytes = File.ReadAllBytes(path);
            var end = Array.IndexOf(bytes, (byte)'\n');
            if (end < 0) return SetAside(path, "its first line is cut off", clock, log);
            var head = Encoding.ASCII.GetString(bytes, 0, end);
            if (!head.StartsWith(Format, StringComparison.Ordinal)) return SetAside(path, "it is of another format", clock, log);
            var body = bytes.AsSpan(end + 1);
            if (head[Format.Length..] != Convert.ToHexStringLower(SHA256.HashData(body))) return SetAside(path, "its checksum is wrong", clock, log);
            return JsonSerializer.Deserialize(body, SharedJson.Store.SnapshotDocument) ?? SetAside(path, "it is empty", clock, log);
        }
        catch (JsonException e)
        {
            return SetAside(path, e.Message, clock, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CoordinationLog.SnapshotUnreadable(log, path, e.Message);
            return null;
        }
    }

    /// <summary>Replaces the file.</summary>
    /// <exception cref="IOException">The disk does not take it; the file is as before.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to; the file is as before.</exception>
    public static void Write(string path, SnapshotDocument document)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(document, SharedJson.Store.SnapshotDocument);
        var head = Encoding.ASCII.GetBytes(Format + Convert.ToHexStringLower(SHA256.HashData(body)) + "\n");
        DurableFile.Replace(path, head, body);
    }

    public static SnapshotDocument Of(SharedPicture picture, IEnumerable<ConfigurationDocument> texts, DateTimeOffset at)
    {
        var known = picture.Known;
        foreach (var (key, answer) in picture.Answers)
        {
            known = answer.Entry is null ? known.Remove(key) : known.SetItem(key, answer.Entry);
        }
        return new SnapshotDocument
        {
            At = at, Revision = picture.Revision, Pending = [.. picture.Pending.Values], Texts = [.. texts],
            Entries = [.. known.Values.Select(e => new SnapshotEntry(e.Key, e.Value.ToArray(), e.CreateRevision, e.ModRevision, e.Version))],
        };
    }

    /// <summary>The picture that the file shows. Its revision is not taken over: it counts only what the store has said since the start.</summary>
    public static SharedPicture PictureOf(SnapshotDocument document) => new()
    {
        Known = SharedPicture.Empty.Known.AddRange(document.Entries.Select(
            e => KeyValuePair.Create(e.Key, new Entry(e.Key, e.Value, e.CreateRevision, e.ModRevision, e.Version, 0)))),
        Pending = SharedPicture.Empty.Pending.AddRange(document.Pending.Select(p => KeyValuePair.Create(p.Key, p))),
    };

    private static SnapshotDocument? SetAside(string path, string why, TimeProvider clock, ILogger log)
    {
        var aside = $"{path}.corrupt-{clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture)}";
        File.Move(path, aside, overwrite: true);
        CoordinationLog.SnapshotSetAside(log, path, why, aside);
        return null;
    }
}

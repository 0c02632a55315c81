using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry.Alerting.Silences;

/// <summary>The silences of a node, kept in a file so that they outlast a restart. Thread-safe.</summary>
public sealed class SilenceBook
{
    /// <summary>How many there can be.</summary>
    public const int SilencesMax = 1_000;

    /// <summary>The longest that one can last.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(365);

    private const int FileBytesMax = 8 * 1024 * 1024;

    private readonly string? _file;
    private readonly Action<string, byte[]> _write;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private ImmutableArray<Silence> _silences = [];

    /// <summary>Reads the file, if there is one. One that cannot be read is told in the log, and begun anew with the next silence.</summary>
    /// <param name="file">Where they are kept; null: in memory alone.</param>
    /// <param name="write">Writes a file as a whole or not at all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where trouble with the file is told.</param>
    public SilenceBook(string? file, Action<string, byte[]> write, TimeProvider time, ILogger log)
    {
        (_file, _write, _time, _log) = (file, write, time, log);
        Load();
    }

    /// <summary>Those that hold, the one that ends first in front.</summary>
    public ImmutableArray<Silence> Current
    {
        get
        {
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                if (_silences.Any(silence => silence.EndsAt <= now))
                    _silences = [.. _silences.Where(silence => silence.EndsAt > now)];
                return _silences;
            }
        }
    }

    /// <summary>Adds one; null when there are too many. It holds here at once, and outlasts the node if the file can be written.</summary>
    public Silence? Add(ImmutableArray<LabelMatcher> matchers, TimeSpan lasting, string by, string comment)
    {
        lock (_lock)
        {
            var before = Current;
            if (before.Length >= SilencesMax)
                return null;
            var now = _time.GetUtcNow();
            var silence = new Silence(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), matchers, now, now + lasting, by, comment);
            _silences = [.. before.Append(silence).OrderBy(one => one.EndsAt)];
            Save();
            return silence;
        }
    }

    /// <summary>Ends one now; false when there is none with that id.</summary>
    public bool Remove(string id)
    {
        lock (_lock)
        {
            var left = Current.RemoveAll(silence => silence.Id == id);
            if (left.Length == _silences.Length)
                return false;
            _silences = left;
            Save();
            return true;
        }
    }

    private void Load()
    {
        if (_file is null || !File.Exists(_file))
            return;
        try
        {
            if (new FileInfo(_file).Length > FileBytesMax)
                throw new JsonException("it is too large");
            var kept = JsonSerializer.Deserialize(File.ReadAllBytes(_file), SilenceJson.Default.IReadOnlyListKeptSilence) ?? [];
            _silences = [.. kept.Select(one => one?.Read()).OfType<Silence>().Take(SilencesMax).OrderBy(silence => silence.EndsAt)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            _log.SilencesUnreadable(_file, unreadable.Message);
        }
    }

    private void Save()
    {
        if (_file is null)
            return;
        try
        {
            _write(_file, JsonSerializer.SerializeToUtf8Bytes([.. _silences.Select(KeptSilence.Of)], SilenceJson.Default.IReadOnlyListKeptSilence));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            _log.SilencesUnwritable(_file, unwritable.Message);
        }
    }
}

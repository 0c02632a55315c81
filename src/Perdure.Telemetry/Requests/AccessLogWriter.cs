using Microsoft.Extensions.Logging;
using Perdure.Model;

namespace Perdure.Telemetry.Requests;

/// <summary>
/// Makes lines of records and brings them into the file, step by step, on one thread. While the file takes nothing, records stay in the queue, which then fills up;
/// nobody else waits.
/// </summary>
internal sealed class AccessLogWriter(RequestRing ring, ILogger log)
{
    private const int FlushBytes = 64 * 1024;
    private const long LookEveryMs = 1_000;

    // So many are taken at once at most: while they come as fast as they are written, the file must still be looked at, and what was dropped told.
    private const int TakeMax = AccessLog.QueueMax;

    private readonly LineBuffer _lines = new();
    private readonly JsonLine _json = new();
    private readonly TextLine _text = new();
    private AccessLogSettings? _settings;
    private LogFile? _file;
    private long _written;
    private long _failed;
    private long _nextLookMs;
    private long _retryMs;
    private bool _torn;
    private bool _inTrouble;

    /// <summary>Lines that are in the file.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Lines that were given up.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Does what there is to do: what was queued is in the file afterwards, if that takes it.</summary>
    /// <param name="settings">Where and how to write from now on; null: nothing comes any more, and what is there is still written.</param>
    /// <param name="reopen">Whether the file is to be opened again, whatever it looks like.</param>
    /// <param name="nowMs">The time, monotonic.</param>
    public void Step(AccessLogSettings? settings, bool reopen, long nowMs)
    {
        if (_settings is { } before && settings is not null && settings.Model.Path != before.Model.Path)
        {
            // What is queued by now is written to where it was meant to go.
            Drain(nowMs);
            Close(nowMs);
            (_inTrouble, _retryMs) = (false, 0);
        }

        _settings = settings ?? _settings;
        if (_settings is null || (settings is null && ring.IsEmpty && _lines.Length == 0))
        {
            Close(nowMs);
            return;
        }

        if (reopen || (nowMs >= _nextLookMs && _file is { WasMoved: true }))
            Close(nowMs);
        if (nowMs >= _nextLookMs)
            _nextLookMs = nowMs + LookEveryMs;
        Drain(nowMs);
    }

    /// <summary>Writes what is left, if it goes, and closes the file.</summary>
    public void End(long nowMs)
    {
        _retryMs = 0;
        if (_settings is not null)
            Drain(nowMs);
        Close(nowMs);
        GiveUp(_lines.Length);
        while (ring.TryTake(out _))
            _failed++;
    }

    private void Drain(long nowMs)
    {
        if (!Flush(nowMs))
            return;
        var (settings, query) = (_settings!, _settings!.Model.Query);
        for (var taken = 0; taken < TakeMax && ring.TryTake(out var record); taken++)
        {
            if (settings.Model.Format == AccessLogFormat.Json)
                _json.Write(_lines, record, query);
            else
                _text.Write(_lines, record, query);
            _lines.Raw("\n"u8);
            if ((_lines.Length >= FlushBytes || !_lines.HasRoom) && !Flush(nowMs))
                return;
        }

        Flush(nowMs);
    }

    // False when the file does not take everything.
    private bool Flush(long nowMs)
    {
        if (nowMs < _retryMs || !Open(nowMs))
            return false;
        if (_lines.Length == 0)
            return true;
        var (count, problem) = _file!.Append(_lines.Written);
        if (count > 0)
        {
            var whole = _lines.Written[..count];
            Volatile.Write(ref _written, _written + whole.Count((byte)'\n'));
            _torn = whole[^1] != '\n';
            _lines.Drop(count);
        }

        if (problem is not null)
            Trouble(problem, nowMs);
        else if (_inTrouble && _lines.Length == 0)
            Recovered();
        return _lines.Length == 0;
    }

    private bool Open(long nowMs)
    {
        if (_file is not null)
            return true;
        try
        {
            _file = LogFile.Open(_settings!.Model.Path);
            log.AccessLogOpened(_settings.Destination);
            return true;
        }
        catch (IOException refused)
        {
            Trouble(refused.Message, nowMs);
            return false;
        }
    }

    private void Close(long nowMs)
    {
        if (_file is null)
            return;
        Flush(nowMs);
        _file.Dispose();
        _file = null;
        if (!_torn)
            return;
        // The beginning of this line is in the file that was closed: its end has no place in another one.
        GiveUp(_lines.Written.IndexOf((byte)'\n') + 1);
        _torn = false;
    }

    private void GiveUp(int bytes)
    {
        Volatile.Write(ref _failed, _failed + _lines.Written[..bytes].Count((byte)'\n'));
        _lines.Drop(bytes);
    }

    private void Trouble(string problem, long nowMs)
    {
        _retryMs = nowMs + LookEveryMs;
        if (_inTrouble)
            return;
        _inTrouble = true;
        log.AccessLogTrouble(_settings!.Destination, problem);
    }

    private void Recovered()
    {
        _inTrouble = false;
        log.AccessLogBack(_settings!.Destination);
    }
}

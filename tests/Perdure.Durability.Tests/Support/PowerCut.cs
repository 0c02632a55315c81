using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perdure.Durability.Sqlite;

namespace Perdure.Durability.Tests.Support;

/// <summary>
/// What a disk has at the worst when the power fails: of a store's log only what was in it when the last finished flush began. What the store's file
/// has is SQLite's own business, which flushes it before it relies on it.
/// </summary>
internal sealed class PowerCut : IDisposable
{
    private const int HeadBytes = 32;
    private const int FrameHeadBytes = 24;
    private readonly SqliteDurableStore _store;
    private readonly string _file;
    private readonly ManualResetEventSlim _go = new(initialState: true);
    private (ulong Salt, long End) _flushing;
    private (ulong Salt, long End) _flushed;

    /// <summary>Follows what is flushed from now on.</summary>
    public PowerCut(SqliteDurableStore store, string file)
    {
        (_store, _file) = (store, file);
        store.Committer.Flusher.BeforeFlush = () =>
        {
            _flushing = Log(File.ReadAllBytes(file + "-wal"));
            _go.Wait();
        };
        store.Committer.Flusher.AfterFlush = () =>
        {
            lock (this) _flushed = _flushing;
        };
    }

    /// <summary>How often less of the log was left than there was in it.</summary>
    public int Shortened { get; private set; }

    /// <summary>Flushes take until <see cref="LetFlushesGo"/>. The writer must not flush by itself meanwhile: it would wait for itself.</summary>
    public void HoldFlushes() => _go.Reset();

    /// <summary>Flushes take no longer than they take.</summary>
    public void LetFlushesGo() => _go.Set();

    /// <summary>Follows no longer.</summary>
    public void Dispose()
    {
        _store.Committer.Flusher.BeforeFlush = null;
        _store.Committer.Flusher.AfterFlush = null;
        _go.Dispose();
    }

    /// <summary>Copies what is left to another place. Only while nothing is being written.</summary>
    /// <param name="to">The file to make.</param>
    /// <param name="losesAll">Whether the disk has kept nothing of the log, as if nothing had ever been flushed.</param>
    public void Copy(string to, bool losesAll)
    {
        (ulong Salt, long End) kept;
        lock (this) kept = _flushed;
        File.Copy(_file, to, overwrite: true);
        var log = File.ReadAllBytes(_file + "-wal");
        var (salt, end) = Log(log);
        // Another salt: since then the log has begun anew, which SQLite does only when all of the one before is in the file and flushed.
        var left = losesAll ? 0 : Math.Max(kept.Salt == salt ? kept.End : Math.Min(log.Length, HeadBytes), Folded(log));
        if (left < end) Shortened++;
        File.WriteAllBytes(to + "-wal", log[..(int)left]);
        File.Delete(to + "-shm");
    }

    // What has been folded into the file was flushed by SQLite before: sqlite.org/walformat.html#the_wal_index_file_format.
    private long Folded(ReadOnlySpan<byte> log)
    {
        using var index = File.Open(_file + "-shm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        index.Position = 96;
        Span<byte> frames = stackalloc byte[sizeof(uint)];
        index.ReadExactly(frames);
        return HeadBytes + (MemoryMarshal.Read<uint>(frames) * (FrameHeadBytes + (long)BinaryPrimitives.ReadUInt32BigEndian(log[8..])));
    }

    // Where the last whole transaction ends: sqlite.org/fileformat.html#the_write_ahead_log.
    private static (ulong Salt, long End) Log(ReadOnlySpan<byte> log)
    {
        if (log.Length < HeadBytes) return (0, 0);
        var frameBytes = FrameHeadBytes + (int)BinaryPrimitives.ReadUInt32BigEndian(log[8..]);
        var salt = BinaryPrimitives.ReadUInt64BigEndian(log[16..]);
        var end = (long)HeadBytes;
        for (var at = HeadBytes; at + frameBytes <= log.Length && BinaryPrimitives.ReadUInt64BigEndian(log[(at + 8)..]) == salt; at += frameBytes)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(log[(at + 4)..]) != 0) end = at + frameBytes;
        }

        return (salt, end);
    }
}

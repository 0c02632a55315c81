using System.Collections.Concurrent;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>A few connections for reading, on threads of the pool. They never wait for the writer, nor the writer for them. Thread-safe.</summary>
internal sealed class ReaderPool(string file, int readersMax) : IDisposable
{
    private readonly SemaphoreSlim _free = new(readersMax);
    private readonly ConcurrentBag<ReadSession> _sessions = [];
    private volatile bool _isClosed;

    /// <summary>Reads.</summary>
    /// <exception cref="SqliteFault">It cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<ReadSession, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Read(read), CancellationToken.None);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Closes the connections that are free, and the others when they are.</summary>
    public void Dispose()
    {
        _isClosed = true;
        while (_sessions.TryTake(out var session)) session.Dispose();
    }

    private T Read<T>(Func<ReadSession, T> read)
    {
        if (_isClosed) throw new DurabilityException(DurabilityFailure.Closed, "the store has been closed");
        if (!_sessions.TryTake(out var session)) session = new ReadSession(file);
        try
        {
            var result = read(session);
            _sessions.Add(session);
            if (_isClosed) Dispose();
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}

namespace Shop.Settlement;

/// <summary>
/// Which payments are settled, each once: a job that comes again changes nothing. One line per payment, flushed to the disk before the job is
/// completed; a line that a crash cut short does not count. For one process at a time. Thread-safe.
/// </summary>
public sealed class SettlementLedger : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _settled = [];
    private readonly FileStream? _file;
    private int _again;

    /// <summary>Reads what the file holds, if there is one.</summary>
    public SettlementLedger(ShopOptions options)
    {
        if (options.LedgerPath is not { } path) return;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(_file, leaveOpen: true);
        var whole = 0L;
        foreach (var line in reader.ReadToEnd().Split('\n')[..^1])
        {
            whole += System.Text.Encoding.UTF8.GetByteCount(line) + 1;
            if (line.Split(' ') is [var id, var cents] && int.TryParse(cents, out var amount)) _settled[id] = amount;
        }
        _file.SetLength(whole);
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>How many jobs came again for a payment that was settled already.</summary>
    public int Again => Volatile.Read(ref _again);

    /// <summary>Settles a payment unless it is settled; returns when that is on the disk.</summary>
    public void Settle(string id, int amountCents)
    {
        lock (_lock)
        {
            if (_settled.ContainsKey(id))
            {
                _again++;
                return;
            }
            if (_file is not null)
            {
                _file.Write(System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{id} {amountCents}\n")));
                _file.Flush(flushToDisk: true);
            }
            // Last: what could not be written is not settled, and is tried again.
            _settled[id] = amountCents;
        }
    }

    /// <summary>The payments and their amounts.</summary>
    public IReadOnlyDictionary<string, int> Settled()
    {
        lock (_lock) return new SortedDictionary<string, int>(_settled, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

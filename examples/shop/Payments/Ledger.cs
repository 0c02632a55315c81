namespace Shop.Payments;

/// <summary>
/// How often each payment was executed. It refuses nothing: a request that is sent twice is executed twice, and shows. With a file,
/// one line per execution, it survives a crash of the process (not of the machine). Thread-safe.
/// </summary>
public sealed class Ledger : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _executions = [];
    private readonly StreamWriter? _file;

    /// <summary>Reads what the file holds, if there is one.</summary>
    public Ledger(ShopOptions options)
    {
        if (options.LedgerPath is not { } path) return;
        if (File.Exists(path))
        {
            foreach (var id in File.ReadLines(path)) Count(id);
        }
        _file = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    /// <summary>Executes a payment.</summary>
    public void Execute(string id)
    {
        lock (_lock)
        {
            Count(id);
            _file?.Write(id + "\n");
        }
    }

    /// <summary>How often each id was executed.</summary>
    public IReadOnlyDictionary<string, int> Executions()
    {
        lock (_lock) return new SortedDictionary<string, int>(_executions, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Count(string id) => _executions[id] = _executions.GetValueOrDefault(id) + 1;
}

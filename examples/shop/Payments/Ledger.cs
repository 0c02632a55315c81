using System.Security.Cryptography;
using System.Text;

namespace Shop.Payments;

/// <summary>
/// How often each payment was executed. Without a key it refuses nothing: a request that is sent twice is executed twice, and shows. With a file,
/// one line per execution, it survives a crash of the process (not of the machine). Payments with a key are executed once for each key, whichever
/// process they reach: all share a folder with an entry for each key, whose name and content appear in one step or not at all. Thread-safe.
/// </summary>
public sealed class Ledger : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _executions = [];
    private readonly StreamWriter? _file;
    private readonly StreamWriter? _recognised;
    private readonly string? _keys;

    /// <summary>Reads what the file holds, if there is one.</summary>
    public Ledger(ShopOptions options)
    {
        if (options.KeysPath is { } keys) _keys = Directory.CreateDirectory(keys).FullName;
        if (options.LedgerPath is not { } path) return;
        if (File.Exists(path))
        {
            foreach (var id in File.ReadLines(path)) Count(id);
        }
        _file = new StreamWriter(path, append: true) { AutoFlush = true };
        _recognised = new StreamWriter(path + ".recognised", append: true) { AutoFlush = true };
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

    /// <summary>Executes a payment unless one with this key has been executed, by whichever process. Without a folder for keys, keys mean nothing.</summary>
    public void Execute(string id, string? key)
    {
        if (key is null || _keys is null)
        {
            Execute(id);
            return;
        }
        var entry = Path.Combine(_keys, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        try
        {
            // The id is where the link leads: symlink(2) makes both at once, and only one of two processes can.
            File.CreateSymbolicLink(entry, id);
        }
        catch (IOException) when (new FileInfo(entry).LinkTarget is not null)
        {
            lock (_lock) _recognised?.Write(id + "\n");
        }
    }

    /// <summary>How often each id was executed without a key.</summary>
    public IReadOnlyDictionary<string, int> Executions()
    {
        lock (_lock) return new SortedDictionary<string, int>(_executions, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _recognised?.Dispose();
    }

    private void Count(string id) => _executions[id] = _executions.GetValueOrDefault(id) + 1;
}

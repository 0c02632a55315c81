using System.Security.Cryptography;
using System.Text;

namespace Perdure.Nodes.Coordination;

/// <summary>Which run of the node this is, and which was the one before in the same data directory.</summary>
internal sealed class Incarnation
{
    private const int Bytes = 16;

    /// <summary>This run.</summary>
    public string Current { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Begins the run: notes it in the directory, and returns the one before; null when that is not known.</summary>
    public string? Begin(string? directory)
    {
        if (directory is null)
            return null;
        var path = Path.Combine(directory, "incarnation");
        try
        {
            var previous = File.Exists(path) ? File.ReadAllText(path).Trim() : null;
            DataDirectory.WriteWhole(path, Encoding.ASCII.GetBytes(Current));
            return previous is { Length: 2 * Bytes } ? previous : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Perdure.Nodes.Coordination;

/// <summary>Which run of the node this is, and which was the one before in the same data directory.</summary>
/// <param name="Current">This run.</param>
/// <param name="Previous">The run before; null when it is not known.</param>
internal sealed record Incarnation(string Current, string? Previous)
{
    private const int Bytes = 16;

    /// <summary>Begins a run: reads the one before and writes this one.</summary>
    public static Incarnation Begin(string? directory)
    {
        var current = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        if (directory is null)
            return new Incarnation(current, null);
        var path = Path.Combine(directory, "incarnation");
        try
        {
            var previous = File.Exists(path) ? File.ReadAllText(path).Trim() : null;
            DataDirectory.WriteWhole(path, Encoding.ASCII.GetBytes(current));
            return new Incarnation(current, previous is { Length: 2 * Bytes } ? previous : null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new Incarnation(current, null);
        }
    }
}

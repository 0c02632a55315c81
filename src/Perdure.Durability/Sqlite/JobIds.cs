using System.Globalization;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Sqlite;

/// <summary>
/// Ids of jobs in a file: <c>1</c>, the number of the row in 11 hexadecimal digits, 80 random bits. So an id leads to its row without an index of its own, which
/// would be the largest of all. In files of format 1 the number is the time, and begins with <c>0</c>.
/// </summary>
internal static class JobIds
{
    private const string Mark = "1";
    private const int Head = 12;

    /// <summary>A new one.</summary>
    public static string New(long seq) => string.Create(StoreIds.Length, seq, static (id, number) =>
    {
        Mark.CopyTo(id);
        _ = number.TryFormat(id[Mark.Length..Head], out _, "x11", CultureInfo.InvariantCulture);
        StoreIds.FillRandom(id[Head..]);
    });

    /// <summary>The row in which a job is if its id is one of ours; null: one of format 1, or of nobody.</summary>
    public static long? Seq(string id) =>
        id.Length == StoreIds.Length && id.StartsWith(Mark, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(Mark.Length, Head - Mark.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seq)
            ? seq
            : null;
}

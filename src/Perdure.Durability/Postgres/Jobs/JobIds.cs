namespace Perdure.Durability.Postgres.Jobs;

/// <summary>Ids of jobs as the table has them: the same 128 bits.</summary>
internal static class JobIds
{
    /// <summary>An id of ours in the table's form; false when it can be none.</summary>
    public static bool TryParse(string id, out Guid uuid) => Guid.TryParseExact(id, "N", out uuid) && !id.AsSpan().ContainsAnyInRange('A', 'F');
}

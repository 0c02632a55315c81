namespace Perdure.Durability.Torture;

/// <summary>Where the gateways keep what they accept.</summary>
internal enum StoreEngine
{
    /// <summary>One gateway with a file.</summary>
    Sqlite,

    /// <summary>Two gateways with one PostgreSQL, which is killed like them.</summary>
    Postgres,
}

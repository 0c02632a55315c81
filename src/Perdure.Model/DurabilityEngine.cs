namespace Perdure.Model;

/// <summary>Where what must not be lost is kept.</summary>
public enum DurabilityEngine
{
    /// <summary>In a SQLite file of this node.</summary>
    Sqlite,

    /// <summary>In PostgreSQL, shared by all nodes.</summary>
    Postgres,
}

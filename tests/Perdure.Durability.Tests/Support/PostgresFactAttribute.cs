namespace Perdure.Durability.Tests.Support;

/// <summary>A test that needs a real PostgreSQL; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public const string Missing = PostgresServer.Missing;

    public PostgresFactAttribute()
    {
        if (PostgresServer.Programs is null) Skip = Missing;
    }
}

using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>durability</c>.</summary>
internal static class DurabilityShape
{
    private static readonly Key<DurabilityEngine> Engine = new(
        "engine",
        Choices.Of([("sqlite", DurabilityEngine.Sqlite), ("postgres", DurabilityEngine.Postgres)]),
        "sqlite is a file of this node; postgres is shared by all nodes.")
    {
        Default = "sqlite",
    };

    private static readonly Key<string> Path = new("path", Texts.FilePath, "The file, on a disk of this machine. Two more lie beside it while it is open.")
    {
        DefaultInWords = "`durable.db` in `node.data`",
    };

    private static readonly Key<string> Connection = new(
        "connection", Texts.Connection, "How PostgreSQL is reached; required with it, and only with it. Take the password from the environment: ${NAME}.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<TimeSpan> DoneRetention = new(
        "doneRetention", Durations.Between("1s", "8760h"), "How long done jobs are kept with their results and dedupe keys.")
    {
        Default = "24h",
    };

    private static readonly Key<TimeSpan> DeadRetention = new("deadRetention", Durations.Between("1m", "8760h"), "How long dead jobs are kept.")
    {
        DefaultInWords = "until they are purged",
    };

    private static readonly Key<int> CheckpointHistory = new(
        "checkpointHistory", Numbers.Integer(1, 100), "How many checkpoints of a job are kept, the current one among them.")
    {
        Default = "10",
    };

    public static MappingShape<DurabilityModel> Shape { get; } = new(
        [Engine, Path, Connection, DoneRetention, DeadRetention, CheckpointHistory],
        v => new DurabilityModel
        {
            Engine = v.Get(Engine),
            Path = v.Find(Path),
            Connection = v.Find(Connection),
            DoneRetention = v.Get(DoneRetention),
            DeadRetention = v.Has(DeadRetention) ? v.Get(DeadRetention) : null,
            CheckpointHistory = v.Get(CheckpointHistory),
        })
    {
        Check = Check,
    };

    private static void Check(Values v)
    {
        if (!v.IsSound(Engine))
        {
            return;
        }

        if (v.Get(Engine) == DurabilityEngine.Sqlite)
        {
            if (v.Has(Connection))
            {
                v.Contradiction(Connection, "only the engine postgres has this", "write engine: postgres, or remove it");
            }

            return;
        }

        if (v.Has(Path))
        {
            v.Contradiction(Path, "only the engine sqlite has this", "remove it");
        }

        if (!v.Has(Connection) && v.IsSound(Connection))
        {
            v.Contradiction(Engine, "postgres needs a connection", "add connection: \"Host=127.0.0.1;Database=perdure;Username=perdure\"");
        }
    }
}

using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>durability</c>.</summary>
internal static class DurabilityShape
{
    private static readonly Key<DurabilityEngine> Engine = new(
        "engine", Choices.Of([("sqlite", DurabilityEngine.Sqlite)], "postgres"), "sqlite is a file of this node. postgres is not supported yet.")
    {
        Default = "sqlite",
    };

    private static readonly Key<string> Path = new("path", Texts.FilePath, "The file, on a disk of this machine. Two more lie beside it while it is open.")
    {
        DefaultInWords = "`durable.db` in `node.data`",
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
        [Engine, Path, DoneRetention, DeadRetention, CheckpointHistory, new LaterKey("connection", "How PostgreSQL is reached.")],
        v => new DurabilityModel
        {
            Engine = v.Get(Engine),
            Path = v.Find(Path),
            DoneRetention = v.Get(DoneRetention),
            DeadRetention = v.Has(DeadRetention) ? v.Get(DeadRetention) : null,
            CheckpointHistory = v.Get(CheckpointHistory),
        });
}

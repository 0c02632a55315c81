namespace Perdure.Model.Tests.Checks;

public sealed class DurabilityChecksTests
{
    [Fact]
    public void Queues_without_durability_bring_the_embedded_store()
    {
        var model = SystemFile.Model(SystemFile.WithKey("queues: { mail: {}, work: { backoff: 10m } }"));

        Assert.Equal(new DurabilityModel(), model.Durability);
        Assert.Equal([new QueueModel { Name = "mail" }, new QueueModel { Name = "work", Backoff = TimeSpan.FromMinutes(10), MaxBackoff = TimeSpan.FromMinutes(10) }], model.Queues.ToArray());
    }

    [Fact]
    public void Without_durability_and_queues_there_is_no_store() => Assert.Null(SystemFile.Model(SystemFile.Head).Durability);

    [Fact]
    public void Durability_reads_as_written()
    {
        var model = SystemFile.Model(SystemFile.WithKey(
            "durability: { engine: sqlite, path: state/jobs.db, doneRetention: 1h, deadRetention: 48h, checkpointHistory: 3 }"));

        Assert.Equal(
            new DurabilityModel
            {
                Path = "/etc/perdure/state/jobs.db",
                DoneRetention = TimeSpan.FromHours(1),
                DeadRetention = TimeSpan.FromHours(48),
                CheckpointHistory = 3,
            },
            model.Durability);
    }

    [Fact]
    public void Postgres_and_its_connection_are_not_supported_yet() => SystemFile.Says(
        SystemFile.WithKey("durability: { engine: postgres, connection: secret-thing }"),
        "7:23: error: durability.engine: \"postgres\" is not supported yet; remove it to use the file with this version",
        "7:33: error: durability.connection: not supported yet; remove connection to use the file with this version");

    [Fact]
    public void Backoff_longer_than_its_bound_is_an_error() => SystemFile.Says(
        SystemFile.WithKey("queues: { mail: { backoff: 2m, maxBackoff: 1m } }"),
        "7:28: error: queues.mail.backoff: expected at most maxBackoff, which is 1m, found 2m; lower backoff, or raise maxBackoff");

    [Fact]
    public void Path_that_is_a_directory_is_an_error() => SystemFile.Says(
        SystemFile.WithKey("durability: { path: / }"),
        "7:21: error: durability.path: expected a file, found the directory \"/\"; add the name of a file, such as durable.db");

    [Fact]
    public void Dead_letters_before_the_first_retry_are_a_warning() => SystemFile.Says(
        SystemFile.WithKey("queues: { mail: { backoff: 1m, deadLetterAfter: 5s } }"),
        "7:49: warning: queues.mail.deadLetterAfter: shorter than backoff, so a job whose second attempt fails is always dead; "
        + "raise deadLetterAfter, or lower backoff");
}

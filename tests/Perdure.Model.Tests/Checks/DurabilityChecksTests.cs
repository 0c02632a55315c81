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
    public void Idempotency_of_a_route_brings_the_embedded_store()
    {
        var model = SystemFile.Model(SystemFile.WithRouteKey("idempotency: {}"));

        Assert.Equal(new DurabilityModel(), model.Durability);
        Assert.Equal(new IdempotencyModel(), model.Routes[0].Idempotency);
    }

    [Fact]
    public void Postgres_reads_as_written_and_shows_no_connection()
    {
        var result = SystemFile.Read(
            SystemFile.WithKey("durability: { engine: postgres, connection: \"Host=db;Database=perdure;Password=${PG}\" }"), ("PG", "hunter2-hunter2"));

        Assert.Empty(result.Diagnostics);
        Assert.Equal(
            new DurabilityModel { Engine = DurabilityEngine.Postgres, Connection = "Host=db;Database=perdure;Password=hunter2-hunter2" }, result.Model!.Durability);
        Assert.DoesNotContain("hunter2", $"{result.Model} {result.Model.Durability}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ engine: postgres }", 23, ".engine: postgres needs a connection; add connection: \"Host=127.0.0.1;Database=perdure;Username=perdure\"")]
    [InlineData("{ engine: postgres, path: a.db, connection: Host=db }", 39, ".path: only the engine sqlite has this; remove it")]
    [InlineData("{ connection: Host=db }", 27, ".connection: only the engine postgres has this; write engine: postgres, or remove it")]
    [InlineData("{ engine: postgres, connection: Database=x }", 45, ".connection: expected a connection such as Host=127.0.0.1;Database=perdure;Username=perdure, found one without Host")]
    [InlineData("{ engine: postgres, connection: 'a b' }", 45, ".connection: expected a connection such as Host=127.0.0.1;Database=perdure;Username=perdure, found a text that is not made of KEY=VALUE with semicolons between")]
    public void Engine_and_its_place_belong_together(string durability, int column, string says) =>
        SystemFile.Says(SystemFile.WithKey("durability: " + durability), $"7:{column}: error: durability{says}");

    [Fact]
    public void Password_in_the_file_itself_is_a_warning() => SystemFile.Says(
        SystemFile.WithKey("durability: { engine: postgres, connection: Host=db;Password=x }"),
        "7:45: warning: durability.connection: a secret that anybody who can read the file knows; put it into the environment and write \"${NAME}\"");

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

using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Commands;
using Perdure.Coordination.Embedded;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Storage;
using Perdure.Gateway.Deferral;
using Perdure.Model;
using Perdure.Nodes.Durability;
using Perdure.Tests.Support;

namespace Perdure.Tests.Nodes.Durability;

public sealed class NodeDurabilityTests : IDisposable
{
    private static readonly QueueModel s_mail = new() { Name = "mail", MaxDepth = 1 };

    private readonly TemporaryFolder _folder = new();
    private SystemModel _model;

    public NodeDurabilityTests() => _model = new SystemModel
    {
        Name = "shop",
        Node = new NodeModel { Id = "gateway-1", DataDirectory = _folder.Path },
        Durability = new DurabilityModel(),
        Queues = [s_mail],
    };

    private string File => Path.Combine(_folder.Path, "durable.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Store_is_opened_in_the_data_directory_and_shown()
    {
        await using var durability = Create();

        await durability.StartAsync();

        Assert.True(System.IO.File.Exists(File));
        Assert.Equal(("open", File, null), (durability.Status()!.State, durability.Status()!.Location, durability.Status()!.Problem));
        Assert.Equal("mail", Assert.Single(durability.Status()!.Queues).Name);
        Assert.True(durability.Check()!.Ok);
    }

    [Fact]
    public async Task Deferred_requests_in_hand_of_the_process_before_are_free_at_once_and_jobs_of_workers_elsewhere_are_not()
    {
        var lease = TimeSpan.FromMinutes(10);
        await using (var before = SqliteDurableStore.Open(File, new DurableOptions()))
        {
            await before.Jobs.EnqueueAsync([.. "abc".Select(group => new NewJob { Queue = "mail", Group = $"{group}" })], CancellationToken.None);
            await before.Jobs.ClaimAsync("mail", 1, lease, DeferMarks.WorkerOf("gateway-1"), CancellationToken.None);
            await before.Jobs.ClaimAsync("mail", 1, lease, "gateway-1", CancellationToken.None);
            await before.Jobs.ClaimAsync("mail", 1, lease, DeferMarks.WorkerOf("gateway-2"), CancellationToken.None);
        }

        await using var durability = Create();
        await durability.StartAsync();

        var job = Assert.Single(await durability.Store!.Jobs.ClaimAsync("mail", 10, lease, "w", CancellationToken.None));
        Assert.Equal(("a", 2, IJobStore.LeaseRanOut), (job.Group, job.Attempt, job.LastError));
        Assert.Equal(3, Assert.Single(await durability.Store.Jobs.QueuesAsync(CancellationToken.None)).Claimed);
    }

    [Fact]
    public async Task Without_durability_there_is_no_store_until_a_plan_declares_one()
    {
        _model = _model with { Durability = null, Queues = [] };
        await using var durability = Create();
        await durability.StartAsync();
        Assert.Null(durability.Status());
        Assert.Null(durability.Check());
        Assert.False(System.IO.File.Exists(File));

        _model = _model with { Durability = new DurabilityModel() };
        durability.Apply();

        await Eventually.TrueAsync(() => durability.Store is not null, () => durability.Problem ?? "not opened");
    }

    [Fact]
    public async Task File_of_another_process_is_waited_for_and_said_meanwhile()
    {
        var other = SqliteDurableStore.Open(File, new DurableOptions());
        await using var durability = Create();
        await durability.StartAsync();

        var (status, check) = (durability.Status()!, durability.Check()!);
        await other.DisposeAsync();
        await Eventually.TrueAsync(() => durability is { Store: not null, Problem: null }, () => durability.Problem ?? "not opened");

        Assert.Equal("unavailable", status.State);
        Assert.Contains("in use by another process", status.Problem, StringComparison.Ordinal);
        Assert.Equal((false, true), (check.Ok, check.Advisory));
    }

    [Fact]
    public async Task Damaged_file_is_set_aside_and_said()
    {
        await System.IO.File.WriteAllTextAsync(File, "this is no database " + new string('x', 8_192));
        await using var durability = Create();

        await durability.StartAsync();

        Assert.Contains("durable.db.corrupt-", durability.Status()!.Warning, StringComparison.Ordinal);
        Assert.Equal("open", durability.Status()!.State);
        Assert.Single(Directory.GetFiles(_folder.Path, "durable.db.corrupt-*"));
    }

    [Fact]
    public async Task File_of_another_program_is_left_alone_and_the_node_does_not_start()
    {
        await using (EmbeddedCoordinator.Open(File, new EmbeddedOptions { System = "shop" }))
        {
            // Another database, with all that belongs to one.
        }

        var before = await System.IO.File.ReadAllBytesAsync(File);
        await using var durability = Create();

        var refused = await Assert.ThrowsAsync<CommandException>(durability.StartAsync);

        Assert.Contains("another program", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task Bound_of_a_queue_changes_with_the_plan()
    {
        await using var durability = Create();
        await durability.StartAsync();
        var jobs = durability.Store!.Jobs;
        await jobs.EnqueueAsync([new NewJob { Queue = "mail" }], CancellationToken.None);
        await Assert.ThrowsAsync<DurabilityException>(() => jobs.EnqueueAsync([new NewJob { Queue = "mail" }], CancellationToken.None).AsTask());

        _model = _model with { Queues = [s_mail with { MaxDepth = 2 }] };
        durability.Apply();

        await jobs.EnqueueAsync([new NewJob { Queue = "mail" }], CancellationToken.None);
    }

    [Fact]
    public async Task Closed_store_says_that_the_node_is_stopping()
    {
        var durability = Create();
        await durability.StartAsync();

        await durability.DisposeAsync();
        await durability.DisposeAsync();

        Assert.Null(durability.Store);
        Assert.Contains("stopping", durability.Problem, StringComparison.Ordinal);
        await SqliteDurableStore.Open(File, new DurableOptions()).DisposeAsync();
    }

    private NodeDurability Create() => new(() => _model, takesOver: false, TimeProvider.System, NullLogger.Instance);
}

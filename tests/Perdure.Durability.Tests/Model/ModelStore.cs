using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Model;

/// <summary>What a durable store is, without disk, threads or speed: the judge of the engines. One caller at a time.</summary>
internal sealed class ModelStore : IDurableStore
{
    private readonly ModelJobs _jobs;
    private readonly ModelRequests _requests;
    private readonly ModelCheckpoints _checkpoints;
    private long _token;

    public ModelStore(DurableOptions options)
    {
        Options = options;
        (_jobs, _requests, _checkpoints) = (new ModelJobs(this), new ModelRequests(this), new ModelCheckpoints(this));
    }

    public DurableOptions Options { get; }

    public string Location => "model";

    public IJobStore Jobs => _jobs;

    public IIdempotencyStore Idempotency => _requests;

    public ICheckpointStore Checkpoints => _checkpoints;

    public long NowMs => Options.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public long NextToken() => ++_token;

    public ValueTask<SweepResult> SweepAsync(int max, CancellationToken cancellationToken) => new(new SweepResult(_jobs.Sweep(max), _requests.Sweep(max), _checkpoints.Sweep(max)));

    public ValueTask DisposeAsync() => default;
}

using System.Collections.Immutable;

namespace Perdure.Coordination.Shared.Rollout;

/// <summary>A staged roll-out in the store.</summary>
internal sealed record RolloutDocument
{
    public required long Version { get; init; }

    public required long From { get; init; }

    public RolloutState State { get; init; }

    public string By { get; init; } = "";

    public long PauseMs { get; init; }

    public double MaxErrorRatioIncrease { get; init; }

    public int MinRequests { get; init; }

    public long ReportTimeoutMs { get; init; }

    public ImmutableArray<string> Order { get; init; } = [];

    public ImmutableArray<string> Done { get; init; } = [];

    public string? Node { get; init; }

    public bool Begun { get; init; }

    public long BeforeRequests { get; init; }

    public long BeforeFailed { get; init; }

    public string? Reason { get; init; }

    public static RolloutDocument Of(StagedRollout rollout) => new()
    {
        Version = rollout.Version, From = rollout.From, State = rollout.State, By = rollout.By,
        PauseMs = (long)rollout.Options.Pause.TotalMilliseconds, MaxErrorRatioIncrease = rollout.Options.MaxErrorRatioIncrease,
        MinRequests = rollout.Options.MinRequests, ReportTimeoutMs = (long)rollout.Options.ReportTimeout.TotalMilliseconds,
        Order = rollout.Order, Done = rollout.Done, Node = rollout.Node, Reason = rollout.Reason, Begun = rollout.Before is not null,
        BeforeRequests = rollout.Before?.Requests ?? 0, BeforeFailed = rollout.Before?.Failed ?? 0,
    };

    public StagedRollout ToRollout() => new()
    {
        Version = Version, From = From, State = State, By = By,
        Options = new RolloutOptions
        {
            Pause = TimeSpan.FromMilliseconds(PauseMs), MaxErrorRatioIncrease = MaxErrorRatioIncrease,
            MinRequests = MinRequests, ReportTimeout = TimeSpan.FromMilliseconds(ReportTimeoutMs),
        },
        Order = Order.IsDefault ? [] : Order, Done = Done.IsDefault ? [] : Done, Node = Node, Reason = Reason,
        Before = Begun ? new ErrorCount(BeforeRequests, BeforeFailed) : null,
    };
}

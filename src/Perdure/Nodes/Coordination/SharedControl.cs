using Perdure.Console.Configuration;
using Perdure.Console.Flags;
using Perdure.Console.Nodes;
using Perdure.Coordination.Shared;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Coordination.Storage;
using Perdure.Model.Reading;

namespace Perdure.Nodes.Coordination;

/// <summary>Flags and configuration of the system, for the operators of this node.</summary>
internal sealed class SharedControl(
    SharedState state, FlagFollower flags, ConfigurationFollower follower, Reloader reloader, SystemFile file, SystemFileOptions reading) : ISharedControl
{
    private const string TextName = "configuration";

    private SharedConfiguration Shared => state.Configuration;

    /// <inheritdoc/>
    public FlagList Flags() => flags.Show();

    /// <inheritdoc/>
    public async Task<ChangeReach> SetFlagAsync(string name, int percent, string by, CancellationToken cancellationToken)
    {
        var reach = await state.Flags.SetAsync(name, new FlagSetting(percent), by, cancellationToken);
        flags.Follow();
        return reach;
    }

    /// <inheritdoc/>
    public async Task<ChangeReach> ClearFlagAsync(string name, string by, CancellationToken cancellationToken)
    {
        var reach = await state.Flags.ClearAsync(name, by, cancellationToken);
        flags.Follow();
        return reach;
    }

    /// <inheritdoc/>
    public async Task<ConfigurationStatus> StatusAsync(CancellationToken cancellationToken) => new()
    {
        Current = Shared.Current is { } current ? ConfigurationView.Of(current) : null,
        Latest = Shared.Latest is { } latest ? ConfigurationView.Of(latest) : null,
        Here = follower.Status,
        Reports = [.. Shared.Reports.OrderBy(report => report.Key, StringComparer.Ordinal).Select(ConfigurationView.Of)],
        Rollout = Shared.Rollout is { } rollout ? ConfigurationView.Of(rollout) : null,
        History = await HistoryAsync(cancellationToken),
    };

    /// <inheritdoc/>
    public FileDrift File()
    {
        var applied = reloader.Applied;
        var (inForce, runs) = applied is null ? ("the file as it was loaded last", reloader.OwnText) : ($"version {applied.Version}", applied.Text);
        var text = file.Text();
        var drift = new FileDrift { Path = file.Path, InForce = inForce };
        if (text.Length == 0)
            return drift with { Changed = true, Problem = $"{file.Path} is empty or cannot be read. What runs goes on; put the file back before the node starts again." };
        if (runs.Length == 0)
            return drift with { Problem = $"What runs is not known as a text: {file.Path} was changed while the node started. It is known after the next reload." };
        var diff = LineDiff.Unified(runs, text, inForce, file.Path);
        return drift with { Changed = diff.Length > 0, Diff = diff };
    }

    /// <inheritdoc/>
    public async Task<VersionText?> TextAsync(long version, CancellationToken cancellationToken) =>
        await Shared.FindAsync(version, cancellationToken) is { } found ? new VersionText(ConfigurationView.Of(found), found.Text) : null;

    /// <inheritdoc/>
    public async Task<ApplyAnswer> ApplyAsync(ApplyRequest request, CancellationToken cancellationToken)
    {
        // As perdure check reads: a ${VARIABLE} that is missing here may well be there on the nodes that need it.
        var result = SharedText.Read(request.Text, TextName, reloader.Own, file.Path, reading with { CheckOnly = true });
        var remarks = result.Diagnostics.Select(ConfigurationView.Of).ToArray();
        var previous = Shared.Latest?.Version ?? 0;
        if (!result.Ok)
            return new ApplyAnswer { Ok = false, Version = previous, Previous = previous, Remarks = remarks };
        var diff = Diff(request.Text, request.Name);
        if (request.DryRun)
        {
            Expect(request.Expected, previous);
            return new ApplyAnswer { Version = previous, Previous = previous, Diff = diff, Remarks = remarks };
        }

        var outcome = await Shared.ApplyAsync(
            request.Text, request.By, request.Comment, request.Expected, OptionsOf(request.Staged), cancellationToken);
        return new ApplyAnswer
        {
            Version = outcome.Version,
            Previous = previous,
            Changed = outcome.Changed,
            Diff = diff,
            Remarks = remarks,
        };
    }

    /// <inheritdoc/>
    public Task<ApplyAnswer> RollbackAsync(long? version, string by, CancellationToken cancellationToken) =>
        ChangeAsync(() => Shared.RollbackAsync(version, by, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ApplyAnswer> WithdrawAsync(string by, CancellationToken cancellationToken) =>
        ChangeAsync(() => Shared.WithdrawAsync(by, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ApplyAnswer> StopRolloutAsync(string by, CancellationToken cancellationToken) =>
        ChangeAsync(() => Shared.StopRolloutAsync(by, null, cancellationToken), cancellationToken);

    private static void Expect(long? expected, long latest)
    {
        if (expected is { } version && version != latest)
            throw new ConflictException($"version {latest} is in force, not {version}; look at what it changed with perdure history, then apply again");
    }

    private static RolloutOptions? OptionsOf(StagedRequest? staged) => staged is null
        ? null
        : new RolloutOptions { Pause = staged.Pause, MaxErrorRatioIncrease = staged.ErrorRatioIncreaseMax };

    private async Task<ApplyAnswer> ChangeAsync(Func<Task<ApplyOutcome>> change, CancellationToken cancellationToken)
    {
        var (previous, before, name) = (Shared.Latest?.Version ?? 0, BaseText(), BaseName());
        var outcome = await change();
        if (!outcome.Changed)
            return new ApplyAnswer { Version = outcome.Version, Previous = previous, Changed = false };
        VersionText? after;
        try
        {
            after = await TextAsync(outcome.Version, cancellationToken);
        }
        catch (CoordinationException)
        {
            // It is done; only what it changes cannot be shown, because the store was lost just then.
            return new ApplyAnswer { Version = outcome.Version, Previous = previous, Changed = true };
        }

        return new ApplyAnswer
        {
            Version = outcome.Version,
            Previous = previous,
            Changed = true,
            Diff = LineDiff.Unified(before, after?.Text ?? file.Text(), name, after is null ? OwnName() : $"version {outcome.Version}"),
        };
    }

    private string Diff(string text, string name) => LineDiff.Unified(BaseText(), text, BaseName(), name);

    private string BaseText() => Shared.Current?.Text ?? file.Text();

    private string BaseName() => Shared.Current is { } current ? $"version {current.Version}" : OwnName();

    private string OwnName() => $"{file.Path} of {reloader.Own.Node.Id}";

    private async Task<IReadOnlyList<VersionStatus>?> HistoryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await Shared.HistoryAsync(cancellationToken)).Select(ConfigurationView.Of)];
        }
        catch (CoordinationException)
        {
            // The rest is known without the store; the status says what is wrong with it.
            return null;
        }
    }
}

using Perdure.Console.Configuration;
using Perdure.Console.Json;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Coordination.Shared.Rollout;
using Perdure.Model.Reading;

namespace Perdure.Nodes.Coordination;

/// <summary>What nodes share, as the admin API shows it.</summary>
internal static class ConfigurationView
{
    /// <summary>A version without its text.</summary>
    public static VersionStatus Of(ConfigurationVersion version) => new()
    {
        Version = version.Version,
        Digest = version.Digest,
        By = version.By,
        At = version.At,
        Comment = version.Comment,
        RollbackOf = version.RollbackOf,
        Withdrawn = version.Withdrawn,
    };

    /// <summary>What a node said of itself.</summary>
    public static ReportStatus Of(KeyValuePair<string, NodeReport> report) => new()
    {
        Node = report.Key,
        Version = report.Value.Version,
        Ok = report.Value.Ok,
        Error = report.Value.Error,
        Requests = report.Value.Requests,
        Failed = report.Value.Failed,
        At = report.Value.At,
    };

    /// <summary>A roll-out.</summary>
    public static RolloutStatus Of(StagedRollout rollout) => new()
    {
        Version = rollout.Version,
        From = rollout.From,
        State = KebabCase.Of(rollout.State),
        Order = rollout.Order,
        Node = rollout.Node,
        Done = rollout.Done,
        PauseSeconds = rollout.Options.Pause.TotalSeconds,
        ErrorRatioIncreaseMax = rollout.Options.MaxErrorRatioIncrease,
        Reason = rollout.Reason,
    };

    /// <summary>A remark of the reader.</summary>
    public static ConfigurationRemark Of(Diagnostic diagnostic) => new(
        KebabCase.Of(diagnostic.Severity),
        diagnostic.Line,
        diagnostic.Column,
        diagnostic.Path,
        diagnostic.Hint is null ? diagnostic.Message : $"{diagnostic.Message}; {diagnostic.Hint}");
}

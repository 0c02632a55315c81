using Perdure.Console.Configuration;
using Perdure.Console.Flags;
using Perdure.Console.Nodes;
using Perdure.Coordination.Shared;

namespace Perdure.Console.Tests.Support;

/// <summary>What nodes share, with one flag and two versions; remembers what it was asked for.</summary>
internal sealed class FakeShared : ISharedControl
{
    public List<string> Calls { get; } = [];

    public List<ApplyRequest> Applied { get; } = [];

    public ApplyAnswer Answer { get; set; } = new() { Version = 3, Previous = 2, Changed = true, Diff = "--- a\n+++ b\n" };

    public Exception? Failure { get; set; }

    public ChangeReach Reach { get; set; }

    public FlagList Flags() => new([new FlagStatus { Name = "new-checkout", Percent = 25, DefaultPercent = 0, Set = true, By = "ops" }]);

    public Task<ChangeReach> SetFlagAsync(string name, int percent, string by, CancellationToken cancellationToken) =>
        DoAsync($"set {name} {percent} {by}", Reach);

    public Task<ChangeReach> ClearFlagAsync(string name, string by, CancellationToken cancellationToken) => DoAsync($"clear {name} {by}", Reach);

    public Task<ConfigurationStatus> StatusAsync(CancellationToken cancellationToken) => DoAsync("status", new ConfigurationStatus
    {
        Current = Version(2),
        Latest = Version(2),
        Here = new FollowStatus { Version = 1, Target = 2, Problem = "configuration-2:3:4: no" },
        Reports = [new ReportStatus { Node = "gateway-1", Version = 2, Ok = false, Error = "no" }],
        History = [Version(2), Version(1)],
    });

    public FileDrift File() => new() { Path = "perdure.yaml", InForce = "version 1", Changed = true, Diff = "--- version 1\n+++ perdure.yaml\n" };

    public Task<VersionText?> TextAsync(long version, CancellationToken cancellationToken) =>
        DoAsync<VersionText?>($"text {version}", version is 1 or 2 ? new VersionText(Version(version), $"system: shop\n# {version}\n") : null);

    public Task<ApplyAnswer> ApplyAsync(ApplyRequest request, CancellationToken cancellationToken)
    {
        Applied.Add(request);
        return DoAsync("apply", Answer);
    }

    public Task<ApplyAnswer> RollbackAsync(long? version, string by, CancellationToken cancellationToken) =>
        DoAsync($"rollback {version} {by}", Answer);

    public Task<ApplyAnswer> WithdrawAsync(string by, CancellationToken cancellationToken) => DoAsync($"withdraw {by}", Answer);

    public Task<ApplyAnswer> StopRolloutAsync(string by, CancellationToken cancellationToken) => DoAsync($"stop {by}", Answer);

    private static VersionStatus Version(long version) => new() { Version = version, Digest = "00", By = "ops", At = FakeNode.Since };

    private Task<T> DoAsync<T>(string call, T result)
    {
        Calls.Add(call);
        return Failure is null ? Task.FromResult(result) : Task.FromException<T>(Failure);
    }
}

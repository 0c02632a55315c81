using Microsoft.Extensions.Logging;
using Perdure.Console.Nodes;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;
using Perdure.Model.Reading;

namespace Perdure.Nodes;

/// <summary>
/// Brings a changed system file, or another version of the configuration that all nodes share, into force, or refuses it as a whole: read,
/// start what is new, swap the data plane, stop what is gone. One at a time, whoever asks; <see cref="Last"/> and <see cref="Applied"/> may
/// be read from any thread.
/// </summary>
internal sealed class Reloader(
    ISystemFile file, IDataPlane dataPlane, IProcessPlane processes, Action<AdminModel> applyAdmin, TimeProvider time, ILogger log) : IDisposable
{
    private readonly ChangeDetector _changes = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile ReloadStatus? _last;
    private volatile AppliedConfiguration? _applied;
    private volatile SystemModel? _own;
    private volatile string _ownText = "";

    /// <summary>How the last reload ended; null before the first.</summary>
    public ReloadStatus? Last => _last;

    /// <summary>The version of the shared configuration that is in force here; null: the node's own file.</summary>
    public AppliedConfiguration? Applied => _applied;

    /// <summary>What the node's own file said when it was last good.</summary>
    public SystemModel Own => _own ?? dataPlane.Model;

    /// <summary>The text of the node's own file as it was when it was last good; empty when it is not known.</summary>
    public string OwnText => _ownText;

    /// <summary>Raised after another plan came into force, on the thread that brought it.</summary>
    public event Action? Swapped;

    /// <summary>The content with this digest is what the node started with, and what else is in force from the start.</summary>
    public void Started(string? digest, SystemModel? own = null, AppliedConfiguration? applied = null)
    {
        _changes.Loaded(digest);
        _own = own;
        _applied = applied;
        // Changed since it was read: then its text is known with the reload that follows.
        var text = file.Text();
        _ownText = digest == file.Digest() ? text : "";
    }

    /// <summary>Whether the file has changed since it was last loaded or refused.</summary>
    public bool FileChanged() => _changes.Look(file.Digest());

    /// <summary>
    /// Reloads the node's own file. Returns false when it was refused; the plan before it then goes on. While a shared configuration is in
    /// force, only what makes the node this node counts of the file.
    /// </summary>
    /// <param name="why">What asked for it, for the log.</param>
    /// <param name="cancellationToken">Ends the reload where it stands, for a node that stops.</param>
    public async Task<bool> ReloadAsync(string why, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Before reading: a change in between is seen at the next look.
            _changes.Loaded(file.Digest());
            var text = file.Text();
            var own = file.Read();
            if (!own.Ok)
                return Refuse(why, [.. Errors(own)]);
            var result = _applied is { } applied ? file.Read(applied, own.Model) : own;
            if (!result.Ok)
                return Refuse(why, [.. Errors(result)]);
            var (needRestart, refusal) = await SwapAsync(result.Model, cancellationToken);
            if (refusal is not null)
                return Refuse(why, [Remark("", refusal)]);
            (_own, _ownText) = (own.Model, text);
            ReloadProblem[] overruled = _applied is null ? [] : [Overruled(_applied)];
            Accept(why, [.. Warnings(own), .. overruled, .. needRestart.Select(RestartNeeded)]);
        }
        finally
        {
            _one.Release();
        }

        Swapped?.Invoke();
        return true;
    }

    /// <summary>
    /// Brings a version of the shared configuration into force; null goes back to the node's own file. Returns null when that is done,
    /// otherwise why it is not; what was in force before then goes on.
    /// </summary>
    public async Task<string?> FollowAsync(AppliedConfiguration? target, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var own = target is null ? ReadOwn() : Own;
            SystemFileResult result = target is null ? new() { Model = own } : file.Read(target, own);
            if (!result.Ok)
                return Summary([.. Errors(result)]);
            var (_, refusal) = await SwapAsync(result.Model, cancellationToken);
            if (refusal is not null)
                return refusal;
            foreach (var warning in Warnings(result))
                log.ReloadWarning(warning.Place, warning.What);
            (_own, _applied) = (own, target);
        }
        finally
        {
            _one.Release();
        }

        Swapped?.Invoke();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>The errors of a text in a line: the first, and how many more there are.</summary>
    public static string Summary(SystemFileResult result) => Summary([.. Errors(result)]);

    private static string Summary(ReloadProblem[] errors)
    {
        var more = errors.Length > 1 ? $" (and {errors.Length - 1} more)" : "";
        return $"{errors[0].Place}: {errors[0].What}{more}";
    }

    private async Task<(IEnumerable<string> NeedRestart, string? Refusal)> SwapAsync(SystemModel model, CancellationToken cancellationToken)
    {
        var current = dataPlane.Model;
        var (next, needRestart) = RestartKeys.Keep(current, model);
        try
        {
            await processes.PrepareAsync(current, next, cancellationToken);
            await dataPlane.ReloadAsync(next, cancellationToken);
        }
        catch (ReloadRefusedException refused)
        {
            await processes.SettleAsync(current, cancellationToken);
            return ([], refused.Message);
        }

        applyAdmin(next.Admin);
        await processes.SettleAsync(next, cancellationToken);
        return (needRestart, null);
    }

    // A file that went bad while it did not count is not what the node should stop at: what it said when it was good counts.
    private SystemModel ReadOwn()
    {
        var text = file.Text();
        var read = file.Read();
        if (read.Ok)
        {
            _ownText = text;
            return read.Model;
        }

        Refuse("the shared configuration was withdrawn", [.. Errors(read)]);
        return Own;
    }

    private bool Refuse(string why, ReloadProblem[] errors)
    {
        _last = new ReloadStatus { At = time.GetUtcNow(), Ok = false, Errors = errors };
        foreach (var error in errors)
            log.ReloadError(error.Place, error.What);
        log.ReloadRefused(file.Path, why, errors.Length);
        return false;
    }

    private void Accept(string why, ReloadProblem[] warnings)
    {
        _last = new ReloadStatus { At = time.GetUtcNow(), Ok = true, Warnings = warnings };
        foreach (var warning in warnings)
            log.ReloadWarning(warning.Place, warning.What);
        log.ReloadAccepted(file.Path, why);
    }

    private ReloadProblem Overruled(AppliedConfiguration applied) => Remark(
        "",
        $"version {applied.Version} of the shared configuration is in force: of this file only node, admin and coordination count; " +
        "change the rest with perdure apply, or go back to the file with perdure withdraw");

    private ReloadProblem RestartNeeded(string key) =>
        Remark(key, "takes a restart of the node to come into force; the value before it stays, everything else is in force");

    private ReloadProblem Remark(string key, string message) => new(file.Path, 0, 0, key, message);

    private static IEnumerable<ReloadProblem> Errors(SystemFileResult result) => Of(result, DiagnosticSeverity.Error);

    private static IEnumerable<ReloadProblem> Warnings(SystemFileResult result) => Of(result, DiagnosticSeverity.Warning);

    private static IEnumerable<ReloadProblem> Of(SystemFileResult result, DiagnosticSeverity severity) => result.Diagnostics
        .Where(diagnostic => diagnostic.Severity == severity)
        .Select(diagnostic => new ReloadProblem(
            diagnostic.File,
            diagnostic.Line,
            diagnostic.Column,
            diagnostic.Path,
            diagnostic.Hint is null ? diagnostic.Message : $"{diagnostic.Message}; {diagnostic.Hint}"));
}

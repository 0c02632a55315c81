using Microsoft.Extensions.Logging;
using Perdure.Console.Nodes;
using Perdure.Model;
using Perdure.Model.Reading;

namespace Perdure.Nodes;

/// <summary>
/// Brings a changed system file into force, or refuses it as a whole: read, start what is new, swap the data plane, stop what is gone.
/// One reload at a time; <see cref="Last"/> may be read from any thread.
/// </summary>
internal sealed class Reloader(
    ISystemFile file, IDataPlane dataPlane, IProcessPlane processes, Action<AdminModel> applyAdmin, TimeProvider time, ILogger log)
{
    private readonly ChangeDetector _changes = new();
    private volatile ReloadStatus? _last;

    /// <summary>How the last reload ended; null before the first.</summary>
    public ReloadStatus? Last => _last;

    /// <summary>The content with this digest is what the node started with.</summary>
    public void Started(string? digest) => _changes.Loaded(digest);

    /// <summary>Whether the file has changed since it was last loaded or refused.</summary>
    public bool FileChanged() => _changes.Look(file.Digest());

    /// <summary>Reloads. Returns false when the file was refused; the plan before it then goes on.</summary>
    /// <param name="why">What asked for it, for the log.</param>
    /// <param name="cancellationToken">Ends the reload where it stands, for a node that stops.</param>
    public async Task<bool> ReloadAsync(string why, CancellationToken cancellationToken)
    {
        // Before reading: a change in between is seen at the next look.
        _changes.Loaded(file.Digest());
        var result = file.Read();
        if (!result.Ok)
            return Refuse(why, [.. Errors(result)]);

        var current = dataPlane.Model;
        var (next, needRestart) = RestartKeys.Keep(current, result.Model);
        try
        {
            await processes.PrepareAsync(current, next, cancellationToken);
            await dataPlane.ReloadAsync(next, cancellationToken);
        }
        catch (ReloadRefusedException refused)
        {
            await processes.SettleAsync(current, cancellationToken);
            return Refuse(why, [Remark("", refused.Message)]);
        }

        applyAdmin(next.Admin);
        await processes.SettleAsync(next, cancellationToken);
        Accept(why, [.. Warnings(result), .. needRestart.Select(RestartNeeded)]);
        return true;
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

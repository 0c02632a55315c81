using Perdure.Model.Reading;

namespace Perdure.Commands;

/// <summary>What <c>perdure check --output json</c> writes.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Ok">Whether a node would run it.</param>
/// <param name="Errors">How many errors there are.</param>
/// <param name="Warnings">How many warnings there are.</param>
/// <param name="Diagnostics">Errors and warnings, in the order of the file's lines.</param>
internal sealed record CheckReport(string File, bool Ok, int Errors, int Warnings, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The report on a file that was read.</summary>
    public static CheckReport Of(string file, SystemFileResult result)
    {
        var errors = result.Diagnostics.Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new CheckReport(file, result.Ok, errors, result.Diagnostics.Length - errors, result.Diagnostics);
    }
}

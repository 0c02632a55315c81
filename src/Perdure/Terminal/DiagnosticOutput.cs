using Perdure.Model.Reading;

namespace Perdure.Terminal;

/// <summary>Writes the diagnostics of a system file, one on a line as compilers do, and a summary.</summary>
internal static class DiagnosticOutput
{
    /// <summary>Writes them.</summary>
    public static void Write(TextWriter output, string file, SystemFileResult result)
    {
        foreach (var diagnostic in result.Diagnostics)
            output.WriteLine(diagnostic);
        output.WriteLine(Summary(file, result));
    }

    /// <summary>The last line: whether the file can be used, and what is in it.</summary>
    public static string Summary(string file, SystemFileResult result)
    {
        var errors = result.Diagnostics.Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var warnings = result.Diagnostics.Length - errors;
        var remarks = warnings == 0 ? "" : $", {Count(warnings, "warning")}";
        if (result.Model is not { } model)
            return $"{file}: {Count(errors, "error")}{remarks}";
        var instances = model.Services.Sum(service => service.Instances.Length);
        return $"{file}: ok: {Count(model.Services.Length, "service")}, {Count(instances, "instance")}, " +
            $"{Count(model.Routes.Length, "route")}, {Count(model.Listeners.Length, "listener")}{remarks}";
    }

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}

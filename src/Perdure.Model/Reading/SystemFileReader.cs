using Perdure.Model.Checks;
using Perdure.Model.Declarations;
using Perdure.Model.Shapes;
using Perdure.Model.Yaml;

namespace Perdure.Model.Reading;

/// <summary>
/// Reads system files. Reports everything that is wrong with a file at once, and never throws for it. Thread-safe.
/// </summary>
public static class SystemFileReader
{
    /// <summary>
    /// Reads the file at <paramref name="path"/>, at most 4 MiB of UTF-8. What keeps it from being read is a diagnostic too.
    /// </summary>
    public static SystemFileResult Read(string path, SystemFileOptions options)
    {
        var context = new ReadContext(path, DirectoryOf(path), options);
        return FileText.Read(path, context) is { } text
            ? Read(text, context)
            : new SystemFileResult { Diagnostics = context.Diagnostics() };
    }

    /// <summary>Reads <paramref name="text"/> as if it stood in <paramref name="fileName"/>, which need not exist.</summary>
    public static SystemFileResult Parse(string text, string fileName, SystemFileOptions options) =>
        Read(text, new ReadContext(fileName, DirectoryOf(fileName), options));

    private static SystemFileResult Read(string text, ReadContext context)
    {
        SystemModel? model = null;
        if (YamlTreeReader.Read(text.TrimStart('\uFEFF'), context) is { } tree)
        {
            // Wrong parts are placeholders by now, which the checks know to leave alone, so that what is right is still checked.
            model = SystemShape.Shape.Read(tree, Scope.Root(context));
            TopologyChecks.Check(model, context);
            model = NodeChecks.Settle(model, context);
            ListenerChecks.Check(model, context);
            AdminChecks.Check(model, context);
            CoordinationChecks.Check(model, context);
            DurabilityChecks.Check(model, context);
            ServiceChecks.Check(model, context);
            RouteChecks.Check(model, context);
            FlagChecks.Check(model, context);
            model = AlertChecks.Settle(model, context);
        }

        return new SystemFileResult { Model = context.HasErrors ? null : model, Diagnostics = context.Diagnostics() };
    }

    private static string DirectoryOf(string path)
    {
        try
        {
            return Path.GetDirectoryName(Path.GetFullPath(path)) ?? Environment.CurrentDirectory;
        }
        catch (ArgumentException)
        {
            return Environment.CurrentDirectory;
        }
    }
}

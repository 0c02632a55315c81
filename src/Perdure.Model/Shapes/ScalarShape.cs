using System.Text.Json.Nodes;
using Perdure.Model.Reading;
using Perdure.Model.Yaml;

namespace Perdure.Model.Shapes;

/// <summary>A single value, parsed from its text after environment variables were put in.</summary>
internal sealed class ScalarShape<T>(
    string expected, T placeholder, Func<string, ReadContext, Parsed<T>> parse, Func<JsonObject> schema) : Shape<T>
{
    public override string Expected { get; } = expected;

    public override T Placeholder { get; } = placeholder;

    /// <summary>Whether the value is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether a value that stands in the file itself, and not in the environment, is a warning.</summary>
    public bool WarnsInClear { get; init; }

    /// <summary>Which values have a secret in them, for <see cref="WarnsInClear"/>. Default: all.</summary>
    public Func<T, bool> HoldsSecret { get; init; } = static _ => true;

    /// <summary>What a list or mapping in its place suggests to do.</summary>
    public string? StructureHint { get; init; }

    public override JsonObject ToSchema() => schema();

    public override T Read(YamlNode node, Scope scope)
    {
        scope = IsSecret ? scope.Secret() : scope;
        if (node is not YamlScalar scalar || scalar.IsNull)
        {
            scope.Unexpected(node, Expected, node is YamlScalar ? "write a value, or remove the key" : StructureHint);
            return Placeholder;
        }

        var expanded = EnvironmentText.Expand(scalar.Text, scope.Context.Options.Environment);
        if (expanded.Problem is { } problem)
        {
            scope.Unexpected(
                node, Expected, "write ${NAME} for an environment variable, and $${ for the characters ${ themselves", problem);
            return Placeholder;
        }

        if (expanded.Missing.Count > 0)
        {
            ReportMissing(scalar, scope, expanded.Missing);
            return Placeholder;
        }

        var parsed = parse(expanded.Text, scope.Context);
        if (parsed.NotYet)
        {
            scope.Context.Error(
                DiagnosticKind.NotSupportedYet,
                scope.Path,
                node.Mark,
                $"{Quoted.Text(scalar.Text)} is not supported yet",
                "remove it to use the file with this version");
        }
        else if (!parsed.Ok)
        {
            // What an environment variable holds is not shown: the wrong one may have been named, and that may hold a secret.
            var hidden = scope.IsSecret || expanded.Names.Count > 0;
            var found = parsed.Found ?? (
                expanded.Names.Count > 0 ? $"the value of ${{{expanded.Names[0]}}}, which is not shown here" : null);
            scope.Unexpected(node, Expected, hidden && !parsed.IsHintPublic ? null : parsed.Hint, found);
        }

        else if (WarnsInClear && expanded.Names.Count == 0 && HoldsSecret(parsed.Value))
        {
            scope.Context.Warn(
                DiagnosticKind.Invalid,
                scope.Path,
                node.Mark,
                "a secret that anybody who can read the file knows",
                "put it into the environment and write \"${NAME}\"");
        }

        return parsed.Ok ? parsed.Value : Placeholder;
    }

    /// <summary>Parses a default that was declared as text.</summary>
    public T Default(string text) =>
        parse(text, Nowhere) is { Ok: true } parsed ? parsed.Value : throw new InvalidOperationException(
            $"The default {text} is not {Expected}.");

    private static ReadContext Nowhere { get; } = new("", Environment.CurrentDirectory, new SystemFileOptions());

    private static void ReportMissing(YamlScalar scalar, Scope scope, IReadOnlyList<string> missing)
    {
        foreach (var name in missing)
        {
            var message = $"the environment variable {name} is not set";
            if (scope.Context.Options.CheckOnly)
            {
                scope.Context.MarkWrong(scope.Path);
                scope.Context.Warn(DiagnosticKind.Environment, scope.Path, scalar.Mark, message, "it must be set where the file is used");
            }
            else
            {
                scope.Context.Error(DiagnosticKind.Environment, scope.Path, scalar.Mark, message, "set it before Perdure starts");
            }
        }
    }
}

using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>The flags that routes name.</summary>
internal static class FlagChecks
{
    /// <summary>Reports a flag that the file does not declare.</summary>
    public static void CheckRoute(SystemModel model, RouteModel route, ReadContext context, KeyPath path)
    {
        if (route.Flag is not { } flag || !context.IsSound(path) || context.IsWrong(Paths.Flags) || context.IsWrong(Paths.Flags.Key(flag)))
        {
            return;
        }

        var known = model.Flags.Select(f => f.Name).ToList();
        if (known.Contains(flag))
        {
            return;
        }

        var some = known.Count == 0
            ? $"declare it: flags: {{ {flag}: {{ default: on }} }}"
            : $"flags of this file: {string.Join(", ", known.Take(20))}{(known.Count > 20 ? ", …" : "")}";
        context.Error(
            DiagnosticKind.Reference,
            path,
            context.ValueAt(path),
            $"expected the name of a flag, found {Quoted.Text(flag)}",
            context.IsFull ? null : NearestName.Hint(flag, known) ?? some);
    }
}

using System.Collections.Immutable;
using Perdure.Model.Declarations;
using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>What alerting rules name, and which of them are in force.</summary>
internal static class AlertChecks
{
    /// <summary>Reports names that lead nowhere; gives the model the rules in force.</summary>
    public static SystemModel Settle(SystemModel model, ReadContext context)
    {
        Duplicates.Check(context, Paths.Alerts, model.Alerts, "alert", rule => rule.Name);
        for (var i = 0; i < model.Alerts.Length; i++)
        {
            CheckName(model, model.Alerts[i], context, Paths.Alerts.Item(i).Key("expr"));
            ObjectiveChecks.CheckRule(model, model.Alerts[i], context, Paths.Alerts.Item(i).Key("expr").Key("route"));
            CheckRunbook(model.Alerts[i], model.Alerts.Take(i), context, Paths.Alerts.Item(i).Key("runbook"));
        }

        return model with { Alerts = BuiltInAlerts.With(model.Alerts) };
    }

    private static void CheckName(SystemModel model, AlertModel rule, ReadContext context, KeyPath path)
    {
        if (rule.Expression is not { Name: { } name } expression)
        {
            return;
        }

        var key = AlertExpressionShape.Keys.First(pair => pair.Scope == expression.Scope).Key;
        var (list, known) = expression.Scope switch
        {
            AlertScope.Service => (Paths.Services, model.Services.Select(s => s.Name)),
            AlertScope.Route => (Paths.Routes, model.Routes.Select(r => r.Name)),
            AlertScope.Queue => (Paths.Queues, model.Queues.Select(q => q.Name)),
            _ => (Paths.Listeners, model.Listeners.Select(l => l.Name)),
        };
        var at = path.Key(key);
        var names = known.ToImmutableArray();
        if (!context.Has(at) || !context.IsSound(at) || context.IsWrong(list) || context.IsWrong(list.Key(name)) || names.Contains(name))
        {
            return;
        }

        var some = names.IsEmpty ? $"this file has no {key}" : $"each {key} of this file: {string.Join(", ", names.Take(20))}{(names.Length > 20 ? ", …" : "")}";
        context.Error(
            DiagnosticKind.Reference,
            at,
            context.ValueAt(at),
            $"expected the name of a {key}, found {Quoted.Text(name)}",
            context.IsFull ? null : NearestName.Hint(name, names) ?? some);
    }

    private static void CheckRunbook(AlertModel rule, IEnumerable<AlertModel> before, ReadContext context, KeyPath path)
    {
        if (rule.Runbook is not { } runbook || !context.Has(path) || !context.IsSound(path) || !Path.IsPathRooted(runbook))
        {
            return;
        }

        if (!File.Exists(runbook))
        {
            context.Warn(DiagnosticKind.Reference, path, context.ValueAt(path), "there is no such file", "write down there what to do when the alert fires");
        }
        else if (Path.GetRelativePath(context.BaseDirectory, runbook) is ".." or ['.', '.', '/', ..])
        {
            context.Warn(DiagnosticKind.Reference, path, context.ValueAt(path), "it is outside of the directory of the system file, where the node does not read it", "put it beside the system file, or below");
        }
        else if (before.FirstOrDefault(other => Path.IsPathRooted(other.Runbook ?? "") && Name(other.Runbook!) == Name(runbook)) is { } other && other.Runbook != runbook)
        {
            context.Warn(DiagnosticKind.Reference, path, context.ValueAt(path), $"the rule {other.Name} has another file of this name, and the node shows only that one", "give the files different names");
        }
    }

    // As the node names it.
    private static string Name(string runbook) => Path.GetFileNameWithoutExtension(runbook);
}

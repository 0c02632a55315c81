using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Perdure.Console.Json;
using Perdure.Console.Problems;
using Perdure.Console.Runbooks;
using Perdure.Console.Security;
using Perdure.Console.Serving;
using Perdure.Model;
using Perdure.Model.Reading;
using Perdure.Telemetry.Incidents;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Console.Api;

/// <summary><c>/api/v1/runbooks</c>: what to do, and doing a step of it.</summary>
internal static class RunbookApi
{
    private const string All = "/api/v1/runbooks";
    private const string One = All + "/{name}";
    private const int ValueMax = 200;
    private static readonly string[] Show = ["GET", "HEAD"];
    private static readonly AdminAccess Reader = new(AdminRole.Reader);
    private static readonly AdminAccess Operator = new(AdminRole.Operator);

    /// <summary>Adds the pages.</summary>
    public static void Map(IEndpointRouteBuilder routes, RunbookShelf shelf, StepRunner runner, NodeIncidents? incidents, ILogger log)
    {
        routes.MapMethods(All, Show, context => context.Response.WriteAsJsonAsync(
            new RunbookList([.. shelf.All().Select(runbook => new RunbookTitle(runbook.Name, runbook.Title))]), IncidentJson.Default.RunbookList)).WithMetadata(Reader);
        routes.MapMethods(One, Show, context => shelf.Find(NameOf(context)) is { } runbook
            ? context.Response.WriteAsJsonAsync(runbook, IncidentJson.Default.Runbook)
            : UnknownAsync(context, shelf)).WithMetadata(Reader);
        routes.MapPost(One + "/steps/{number:int}/run", context =>
            RunAsync(context, shelf, runner, incidents, log)).WithMetadata(Operator, new BodyLimit(AdminLimits.BodyBytesMax));
    }

    private static async Task RunAsync(HttpContext context, RunbookShelf shelf, StepRunner runner, NodeIncidents? incidents, ILogger log)
    {
        if (shelf.Find(NameOf(context)) is not { } runbook)
        {
            await UnknownAsync(context, shelf);
            return;
        }

        var number = int.Parse((string)context.GetRouteValue("number")!, CultureInfo.InvariantCulture);
        if (runbook.Steps.FirstOrDefault(one => one.Number == number) is not { } step)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status404NotFound, ProblemTypes.UnknownRunbook, "No such step", $"The runbook {runbook.Name} has {runbook.Steps.Count} steps. GET {All}/{Uri.EscapeDataString(runbook.Name)} shows them.");
            return;
        }

        var body = context.Request.ContentLength is 0 ? new StepBody(null, null) : await RequestBody.ReadAsync(context, IncidentJson.Default.StepBody);
        var (command, problem) = Filled(step, body);
        if (command is null || (problem = runner.Check(command)) is not null)
        {
            await context.WriteProblemAsync(StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "The step cannot be run", $"{char.ToUpperInvariant(problem![0])}{problem[1..].TrimEnd('.')}{(problem[^1] == '?' ? "" : ".")}");
            return;
        }

        if (body!.Incident is { } id && incidents?.Find(id) is null)
        {
            await IncidentApi.UnknownAsync(context, id);
            return;
        }

        var who = AdminGate.CallerOf(context).Name;
        var result = await runner.RunAsync(command, who, context.RequestAborted);
        var typed = StepCommand.Typed(step.Command!, command.Named);
        log.StepAudit(who, number, runbook.Name, typed, result.Text);
        incidents?.Step(body.Incident, string.Create(CultureInfo.InvariantCulture, $"{typed}: {(result.Ok ? "" : "failed: ")}{result.Text}"), who, Labels(runbook, step, command, result));
        await context.Response.WriteAsJsonAsync(result, IncidentJson.Default.StepResult);
    }

    private static (StepCommand? Command, string? Problem) Filled(RunbookStep step, StepBody? body)
    {
        if (StepCommand.Parse(step.Command) is not { } command)
            return (null, step.Command is null ? "this step is for people" : "this command is not among those that the node runs by itself; type it");
        var values = body?.Values ?? ImmutableDictionary<string, string>.Empty;
        if (body is null || values.Count > StepCommand.Placeholders.Length || values.Any(value => value.Value is not { Length: > 0 and <= ValueMax } text || text.Any(char.IsControl)))
            return (null, "send a JSON object such as {\"values\": {\"SERVICE\": \"catalog\", \"INSTANCE\": \"catalog-1\"}}");
        return command.Fill(values) is { } filled ? (filled, null) : (null, $"\"values\" must name {string.Join(" and ", command.Needs.Where(need => !values.ContainsKey(need)))}");
    }

    private static ImmutableSortedDictionary<string, string> Labels(Runbook runbook, RunbookStep step, StepCommand command, StepResult result)
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty
            .SetItem("runbook", runbook.Name).SetItem("step", step.Number.ToString(CultureInfo.InvariantCulture)).SetItem("ok", result.Ok ? "true" : "false");
        return command.Verb switch
        {
            StepVerb.Status or StepVerb.Silence => labels,
            StepVerb.FlagSet => labels.SetItem("flag", command.Arguments[0]),
            StepVerb.QueueRetry => labels.SetItem("queue", command.Arguments[0]),
            _ => labels.SetItem("service", command.Arguments[0]).SetItem("instance", command.Arguments[1]),
        };
    }

    private static Task UnknownAsync(HttpContext context, RunbookShelf shelf)
    {
        var name = NameOf(context);
        var meant = NearestName.Find(name, shelf.All().Select(runbook => runbook.Name)) is { } nearest ? $" Did you mean \"{nearest}\"?" : "";
        return context.WriteProblemAsync(
            StatusCodes.Status404NotFound,
            ProblemTypes.UnknownRunbook,
            "No such runbook",
            $"There is no runbook \"{name}\".{meant} GET {All} lists them all. A rule's own one must be a file of at most 256 KiB in the directory of the system file, or below it.");
    }

    private static string NameOf(HttpContext context) => (string)context.GetRouteValue("name")!;
}

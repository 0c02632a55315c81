using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Perdure.Console.Incidents;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Console.Serving;
using Perdure.Model;
using Perdure.Telemetry.Incidents;

namespace Perdure.Console.Api;

/// <summary><c>/api/v1/incidents</c>: times of trouble on this node, and what people write about them.</summary>
internal static class IncidentApi
{
    private const string All = "/api/v1/incidents";
    private const string One = All + "/{id}";
    private const int BodyBytesMax = 32 * 1024;
    private static readonly string[] Show = ["GET", "HEAD"];
    private static readonly AdminAccess Reader = new(AdminRole.Reader);
    private static readonly AdminAccess Operator = new(AdminRole.Operator);

    /// <summary>Adds the pages.</summary>
    public static void Map(IEndpointRouteBuilder routes, INodeView node, NodeIncidents incidents, ILogger log)
    {
        routes.MapMethods(All, Show, context =>
            context.Response.WriteAsJsonAsync(new IncidentList([.. incidents.Current.Select(IncidentSummary.Of)]), IncidentJson.Default.IncidentList)).WithMetadata(Reader);
        routes.MapMethods(One, Show, context => ShowAsync(context, node, incidents)).WithMetadata(Reader);
        routes.MapPost(All, context => OpenAsync(context, incidents, log)).WithMetadata(Operator, new BodyLimit(BodyBytesMax));
        routes.MapPost(One + "/notes", context => NoteAsync(context, incidents, log)).WithMetadata(Operator, new BodyLimit(BodyBytesMax));
        routes.MapPost(One + "/close", context =>
            AnswerAsync(context, incidents.Close(IdOf(context), WhoOf(context)), "closed", log)).WithMetadata(Operator);
        routes.MapPost(One + "/reopen", context =>
            AnswerAsync(context, incidents.Reopen(IdOf(context), WhoOf(context)), "reopened", log)).WithMetadata(Operator);
    }

    /// <summary>404 for an incident.</summary>
    public static Task UnknownAsync(HttpContext context, string id) => context.WriteProblemAsync(
        StatusCodes.Status404NotFound, ProblemTypes.UnknownIncident, "No such incident", $"This node keeps no incident \"{id}\". GET {All} lists them all.");

    private static Task ShowAsync(HttpContext context, INodeView node, NodeIncidents incidents)
    {
        if (incidents.Find(IdOf(context)) is not { } incident)
            return UnknownAsync(context, IdOf(context));
        if (!WantsMarkdown(context.Request))
            return context.Response.WriteAsJsonAsync(IncidentDetails.Of(incident), IncidentJson.Default.IncidentDetails);
        var status = node.Status();
        context.Response.ContentType = "text/markdown; charset=utf-8";
        return context.Response.WriteAsync(PostMortem.Write(incident, status.Node, status.System, incidents.Now), Encoding.UTF8, context.RequestAborted);
    }

    private static bool WantsMarkdown(HttpRequest request) => request.Query["format"].ToString() is { Length: > 0 } format
        ? format == "markdown"
        : request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/markdown" && type.Quality is not 0);

    private static async Task OpenAsync(HttpContext context, NodeIncidents incidents, ILogger log)
    {
        var body = await RequestBody.ReadAsync(context, IncidentJson.Default.TitleBody);
        if (body?.Title?.Trim() is not { Length: > 0 and <= IncidentLimits.TitleMax } title || title.Any(char.IsControl))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest,
                ProblemTypes.Invalid,
                "Not an incident",
                $"Send a JSON object such as {{\"title\": \"payments are slow\"}}: one line of at most {IncidentLimits.TitleMax} characters.");
            return;
        }

        await AnswerAsync(context, incidents.Open(title, WhoOf(context)), "opened", log);
    }

    private static async Task NoteAsync(HttpContext context, NodeIncidents incidents, ILogger log)
    {
        var body = await RequestBody.ReadAsync(context, IncidentJson.Default.NoteBody);
        if (body?.Text?.Trim() is not { Length: > 0 and <= IncidentLimits.NoteMax } text)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest,
                ProblemTypes.Invalid,
                "Not a note",
                $"Send a JSON object such as {{\"text\": \"we called the provider\"}}: at most {IncidentLimits.NoteMax} characters.");
            return;
        }

        await AnswerAsync(context, incidents.Note(IdOf(context), text, WhoOf(context)), "wrote a note to", log);
    }

    private static Task AnswerAsync(HttpContext context, IncidentAnswer answer, string action, ILogger log)
    {
        if (answer.Refusal == IncidentRefusal.None)
        {
            log.IncidentAudit(WhoOf(context), action, answer.Incident!.Id);
            return context.Response.WriteAsJsonAsync(IncidentDetails.Of(answer.Incident), IncidentJson.Default.IncidentDetails);
        }

        if (answer.Refusal == IncidentRefusal.Unknown)
            return UnknownAsync(context, IdOf(context));
        return context.WriteProblemAsync(StatusCodes.Status409Conflict, ProblemTypes.Conflict, "Not as the incident stands", answer.Refusal switch
        {
            IncidentRefusal.OtherOpen => $"The incident {answer.Incident!.Id} ({answer.Incident.Title}) is open, and there is one at a time. Add a note to it, or close it first.",
            IncidentRefusal.IsOpen => "The incident is open already.",
            IncidentRefusal.IsClosed => "The incident is closed already.",
            _ => $"Its time line has {IncidentLimits.EntriesMax} entries, which is as many as it takes. Write elsewhere, or open another incident.",
        });
    }

    private static string IdOf(HttpContext context) => context.GetRouteValue("id") as string ?? "";

    private static string WhoOf(HttpContext context) => AdminGate.CallerOf(context).Name;
}

using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Perdure.Console.Alerts;
using Perdure.Console.Json;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Console.Serving;
using Perdure.Model;
using Perdure.Telemetry.Alerting;
using Perdure.Telemetry.Alerting.Silences;

namespace Perdure.Console.Api;

/// <summary><c>/api/v1/alerts</c> and <c>/api/v1/silences</c>: what this node sees, and of what it tells nobody.</summary>
internal static class AlertApi
{
    private const string Silences = "/api/v1/silences";
    private const int MatchersMax = 20;
    private const int CommentMax = 1_000;
    private static readonly string[] Show = ["GET", "HEAD"];
    private static readonly AdminAccess Reader = new(AdminRole.Reader);
    private static readonly AdminAccess Operator = new(AdminRole.Operator);
    private static readonly TimeSpan ShortestTime = TimeSpan.FromSeconds(1);

    /// <summary>Adds the pages.</summary>
    public static void Map(IEndpointRouteBuilder routes, INodeView node, NodeAlerts alerts, ILogger log)
    {
        routes.MapMethods("/api/v1/alerts", Show, context => context.Response.WriteAsJsonAsync(List(node, alerts), AlertJson.Default.AlertList)).WithMetadata(Reader);
        routes.MapMethods(Silences, Show, context =>
            context.Response.WriteAsJsonAsync(new SilenceList(All(alerts)), AlertJson.Default.SilenceList)).WithMetadata(Reader);
        routes.MapPost(Silences, context => AddAsync(context, alerts.Silences, log)).WithMetadata(Operator, new BodyLimit(AdminLimits.BodyBytesMax));
        routes.MapDelete(Silences + "/{id}", context => RemoveAsync(context, alerts.Silences, log)).WithMetadata(Operator);
    }

    private static AlertList List(INodeView node, NodeAlerts alerts) => new(
        node.Status().Node,
        [.. alerts.Current.Select(alert => AlertStatus.Of(alert, alerts))],
        All(alerts),
        [.. alerts.Receivers.Select(receiver => new ReceiverStatus(receiver.Name, receiver.Host, receiver.Delivered, receiver.Failed, receiver.Problem))]);

    private static IReadOnlyList<SilenceStatus> All(NodeAlerts alerts) => [.. alerts.Silences.Current.Select(SilenceStatus.Of)];

    private static async Task AddAsync(HttpContext context, SilenceBook book, ILogger log)
    {
        var (matchers, lasting, comment, problem) = await ReadAsync(context);
        if (problem is not null)
        {
            await context.WriteProblemAsync(StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "Not a silence", problem);
            return;
        }

        var who = AdminGate.CallerOf(context).Name;
        if (book.Add(matchers, lasting, who, comment) is not { } silence)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status409Conflict, ProblemTypes.Conflict, "Too many silences", $"There are {SilenceBook.SilencesMax} silences already. Remove some with DELETE {Silences}/ID.");
            return;
        }

        log.SilenceAudit(who, "set", silence.Id, string.Join(", ", silence.Matchers), silence.EndsAt);
        await context.Response.WriteAsJsonAsync(SilenceStatus.Of(silence), AlertJson.Default.SilenceStatus);
    }

    private static async Task RemoveAsync(HttpContext context, SilenceBook book, ILogger log)
    {
        var id = (string)context.GetRouteValue("id")!;
        var silence = book.Current.FirstOrDefault(one => one.Id == id);
        if (silence is null || !book.Remove(id))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status404NotFound, ProblemTypes.UnknownSilence, "No such silence", $"There is no silence \"{id}\" on this node, or it has ended. GET {Silences} lists them all.");
            return;
        }

        log.SilenceAudit(AdminGate.CallerOf(context).Name, "removed", id, string.Join(", ", silence.Matchers), silence.EndsAt);
        await context.Response.WriteAsJsonAsync(SilenceStatus.Of(silence), AlertJson.Default.SilenceStatus);
    }

    private static async Task<(ImmutableArray<LabelMatcher> Matchers, TimeSpan Lasting, string Comment, string? Problem)> ReadAsync(HttpContext context)
    {
        SilenceRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(context.Request.Body, AlertJson.Default.SilenceRequest, context.RequestAborted);
        }
        catch (JsonException)
        {
            request = null;
        }

        var problem = "Send a JSON object such as {\"matchers\": [\"alertname=PerdureStoreLost\"], \"lasting\": \"2h\", \"comment\": \"etcd moves\"}.";
        if (request?.Matchers is not { Count: > 0 and <= MatchersMax } texts)
            return ([], default, "", problem);
        var matchers = ImmutableArray.CreateBuilder<LabelMatcher>();
        foreach (var text in texts)
        {
            if (LabelMatcher.Parse(text ?? "", out var wrong) is not { } matcher)
                return ([], default, "", $"A matcher cannot be read: {wrong}.");
            matchers.Add(matcher);
        }

        if (matchers.All(matcher => matcher.MatchesEmpty))
            return ([], default, "", "These matchers hold for every alert. Name one that does not, such as alertname=PerdureStoreLost; severity=~\".+\" is all of them.");
        if (!DurationText.TryParse(request.Lasting, out var lasting) || lasting < ShortestTime || lasting > SilenceBook.LongestTime)
            return ([], default, "", $"\"lasting\" must be a duration from 1s to {DurationText.Format(SilenceBook.LongestTime)}, such as 2h.");
        return (request.Comment ?? "") is { Length: <= CommentMax } comment
            ? (matchers.ToImmutable(), lasting, comment, null)
            : ([], default, "", $"\"comment\" may have {CommentMax} characters.");
    }
}

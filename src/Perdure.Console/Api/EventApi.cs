using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Events;
using Perdure.Console.Json;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Model;
using Perdure.Telemetry.Events;

namespace Perdure.Console.Api;

/// <summary><c>GET /api/v1/events</c>: what happened on this node.</summary>
internal static class EventApi
{
    private const string All = "/api/v1/events";
    private const int LimitDefault = 200;
    private static readonly string[] Show = ["GET", "HEAD"];

    /// <summary>Adds the page.</summary>
    public static void Map(IEndpointRouteBuilder routes, EventJournal journal) =>
        routes.MapMethods(All, Show, context => ShowAsync(context, journal)).WithMetadata(new AdminAccess(AdminRole.Reader));

    private static Task ShowAsync(HttpContext context, EventJournal journal)
    {
        var query = context.Request.Query;
        if (Number(query["after"], long.MaxValue) is not { } after || Number(query["limit"], EventJournal.EventsMax) is not { } limit || limit == 0)
        {
            return context.WriteProblemAsync(
                StatusCodes.Status400BadRequest,
                ProblemTypes.Invalid,
                "Not a range of events",
                $"\"after\" must be the number of an event, and \"limit\" 1 to {EventJournal.EventsMax}, as in {All}?after=17&limit=100.");
        }

        var service = query["service"].ToString();
        return context.Response.WriteAsJsonAsync(
            List(journal, after < 0 ? null : after, (int)(limit < 0 ? LimitDefault : limit), service.Length > 0 ? service : null), IncidentJson.Default.EventList);
    }

    // After a number: the oldest first, so that whoever goes on with Last misses nothing. Without one: the newest.
    private static EventList List(EventJournal journal, long? after, int limit, string? service)
    {
        // Looked at first: what happens in between is none of what was missed, and must not be passed over.
        var newest = journal.Last;
        var known = journal.After(after ?? 0);
        var last = known.Count > 0 ? known[^1].Seq : newest;
        var wanted = service is null ? known : [.. known.Where(happened => happened.Label("service") == service)];
        if (wanted.Count <= limit)
            return new EventList(wanted, last, journal.Began);
        if (after is null)
            return new EventList([.. wanted.Skip(wanted.Count - limit)], last, journal.Began);
        return new EventList([.. wanted.Take(limit)], wanted[limit - 1].Seq, journal.Began);
    }

    // -1 for none; null for what is no number.
    private static long? Number(string? text, long max) => string.IsNullOrEmpty(text) ? -1
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max ? number : null;
}

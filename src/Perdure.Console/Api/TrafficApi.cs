using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Json;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Model;
using Perdure.Telemetry.Traffic;

namespace Perdure.Console.Api;

/// <summary><c>/api/v1/traffic</c>: the last 15 minutes, second by second.</summary>
internal static class TrafficApi
{
    private static readonly string[] Show = ["GET", "HEAD"];

    /// <summary>Adds the page.</summary>
    public static void Map(IEndpointRouteBuilder routes, TrafficHistory traffic) =>
        routes.MapMethods("/api/v1/traffic", Show, context => AnswerAsync(context, traffic)).WithMetadata(new AdminAccess(AdminRole.Reader));

    private static async Task AnswerAsync(HttpContext context, TrafficHistory traffic)
    {
        var route = context.Request.Query["route"] is [{ Length: > 0 } name] ? name : null;
        if (route is not null && !traffic.Records(route))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status404NotFound,
                ProblemTypes.UnknownRoute,
                "No such route",
                $"There is no route \"{route}\", or it is not among the first {TrafficHistory.RoutesMax}, which are recorded by themselves. Without route= there is the traffic of all.");
            return;
        }

        if (Seconds(context.Request) is not { } seconds)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "Not a time", $"seconds= takes a number from 1 to {TrafficHistory.SecondsMax}.");
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await using var to = new Utf8JsonWriter(context.Response.BodyWriter);
        to.WriteStartObject();
        to.WriteString("route", route);
        to.WriteNumber("stepSeconds", 1);
        to.WriteStartArray("points");
        foreach (var point in traffic.Points(route, seconds))
            Digits.Write(to, point);
        to.WriteEndArray();
        to.WriteEndObject();
    }

    private static int? Seconds(HttpRequest request)
    {
        var seconds = request.Query["seconds"];
        if (seconds.Count == 0)
            return TrafficHistory.SecondsMax;
        return seconds is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= TrafficHistory.SecondsMax ? count : null;
    }
}

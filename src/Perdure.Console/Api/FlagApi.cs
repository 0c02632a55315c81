using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Perdure.Console.Flags;
using Perdure.Console.Json;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Console.Serving;
using Perdure.Model;
using Perdure.Model.Reading;

namespace Perdure.Console.Api;

/// <summary><c>/api/v1/flags</c>: what flags there are, and setting one on all nodes.</summary>
internal static class FlagApi
{
    private const string One = "/api/v1/flags/{name}";
    private static readonly string[] Show = ["GET", "HEAD"];
    private static readonly AdminAccess Reader = new(AdminRole.Reader);
    private static readonly AdminAccess Operator = new(AdminRole.Operator);

    /// <summary>Adds the pages.</summary>
    public static void Map(IEndpointRouteBuilder routes, IFlagControl control, ILogger log)
    {
        routes.MapMethods("/api/v1/flags", Show, context =>
            context.Response.WriteAsJsonAsync(control.Flags(), SharedJson.Default.FlagList)).WithMetadata(Reader);
        routes.MapMethods(One, Show, context => ShowAsync(context, control, null)).WithMetadata(Reader);
        routes.MapPut(One, context => SetAsync(context, control, log)).WithMetadata(Operator, new BodyLimit(AdminLimits.BodyBytesMax));
        routes.MapDelete(One, context => ClearAsync(context, control, log)).WithMetadata(Operator);
    }

    private static async Task SetAsync(HttpContext context, IFlagControl control, ILogger log)
    {
        if (Find(context, control) is null)
        {
            await UnknownAsync(context, control);
            return;
        }

        if (await PercentAsync(context) is not { } percent)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest,
                ProblemTypes.Invalid,
                "Not a setting of a flag",
                "Send a JSON object such as {\"percent\": 25}: a whole number from 0 (off) to 100 (on).");
            return;
        }

        var (name, who) = (NameOf(context), AdminGate.CallerOf(context).Name);
        await StoreGuard.RunAsync(context, async () =>
        {
            var reach = await control.SetFlagAsync(name, percent, who, context.RequestAborted);
            log.FlagAudit(who, name, $"{percent}%", reach);
            await ShowAsync(context, control, KebabCase.Of(reach));
        });
    }

    private static async Task ClearAsync(HttpContext context, IFlagControl control, ILogger log)
    {
        if (Find(context, control) is null)
        {
            await UnknownAsync(context, control);
            return;
        }

        var (name, who) = (NameOf(context), AdminGate.CallerOf(context).Name);
        await StoreGuard.RunAsync(context, async () =>
        {
            var reach = await control.ClearFlagAsync(name, who, context.RequestAborted);
            log.FlagAudit(who, name, "its default", reach);
            if (Find(context, control) is null)
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await ShowAsync(context, control, KebabCase.Of(reach));
        });
    }

    private static Task ShowAsync(HttpContext context, IFlagControl control, string? reach) => Find(context, control) is { } flag
        ? context.Response.WriteAsJsonAsync(flag with { Reach = reach }, SharedJson.Default.FlagStatus)
        : UnknownAsync(context, control);

    private static FlagStatus? Find(HttpContext context, IFlagControl control) =>
        control.Flags().Flags.FirstOrDefault(flag => flag.Name == NameOf(context));

    private static string NameOf(HttpContext context) => (string)context.GetRouteValue("name")!;

    private static async Task<int?> PercentAsync(HttpContext context)
    {
        try
        {
            var change = await JsonSerializer.DeserializeAsync(
                context.Request.Body, SharedJson.Default.FlagChange, context.RequestAborted);
            return change?.Percent is >= 0 and <= 100 ? change.Percent : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task UnknownAsync(HttpContext context, IFlagControl control)
    {
        var name = NameOf(context);
        var meant = NearestName.Find(name, control.Flags().Flags.Select(flag => flag.Name)) is { } nearest ? $" Did you mean \"{nearest}\"?" : "";
        return context.WriteProblemAsync(
            StatusCodes.Status404NotFound,
            ProblemTypes.UnknownFlag,
            "No such flag",
            $"There is no flag \"{name}\".{meant} GET /api/v1/flags lists them all; a new one goes under flags in the system file.");
    }
}

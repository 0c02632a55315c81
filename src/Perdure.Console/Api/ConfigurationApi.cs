using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Perdure.Console.Configuration;
using Perdure.Console.Json;
using Perdure.Console.Problems;
using Perdure.Console.Security;
using Perdure.Console.Serving;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;

namespace Perdure.Console.Api;

/// <summary>
/// <c>/api/v1/configuration</c>: the system file that all nodes share. Texts are for operators alone, because a text may hold what
/// should have been a <c>${VARIABLE}</c>.
/// </summary>
internal static class ConfigurationApi
{
    private const string All = "/api/v1/configuration";
    private static readonly string[] Show = ["GET", "HEAD"];
    private static readonly AdminAccess Reader = new(AdminRole.Reader);
    private static readonly AdminAccess Operator = new(AdminRole.Operator);

    /// <summary>Adds the pages.</summary>
    public static void Map(IEndpointRouteBuilder routes, IConfigurationControl control, ILogger log)
    {
        routes.MapMethods(All, Show, Guarded(context => ShowAsync(context, control))).WithMetadata(Reader);
        routes.MapMethods(All + "/{version:long}", Show, Guarded(context => TextAsync(context, control))).WithMetadata(Operator);
        routes.MapMethods(All + "/diff", Show, Guarded(context => DiffAsync(context, control))).WithMetadata(Operator);
        routes.MapMethods(All + "/file", Show, context =>
            context.Response.WriteAsJsonAsync(control.File(), SharedJson.Default.FileDrift, cancellationToken: context.RequestAborted)).WithMetadata(Operator);
        routes.MapPost(All, Guarded(context => ApplyAsync(context, control, log)))
            .WithMetadata(Operator, new BodyLimit(SharedConfiguration.MaxTextBytes));
        routes.MapPost(All + "/rollback", Guarded(context => RollbackAsync(context, control, log))).WithMetadata(Operator);
        routes.MapPost(All + "/withdraw", Guarded(context => WithdrawAsync(context, control, log))).WithMetadata(Operator);
        routes.MapPost(All + "/rollout/stop", Guarded(context => StopAsync(context, control, log))).WithMetadata(Operator);
    }

    private static RequestDelegate Guarded(Func<HttpContext, Task> page) => context => StoreGuard.RunAsync(context, () => page(context));

    private static async Task ShowAsync(HttpContext context, IConfigurationControl control) => await context.Response.WriteAsJsonAsync(
        await control.StatusAsync(context.RequestAborted), SharedJson.Default.ConfigurationStatus);

    private static async Task TextAsync(HttpContext context, IConfigurationControl control)
    {
        var version = long.Parse((string)context.GetRouteValue("version")!, System.Globalization.CultureInfo.InvariantCulture);
        if (await control.TextAsync(version, context.RequestAborted) is { } found)
            await context.Response.WriteAsJsonAsync(found, SharedJson.Default.VersionText);
        else
            await UnknownAsync(context, version);
    }

    private static async Task DiffAsync(HttpContext context, IConfigurationControl control)
    {
        var query = new ConfigurationQuery(context.Request.Query);
        var (from, to) = (query.Version("from"), query.Version("to"));
        if (from is null || to is null)
            query.Miss("from and to", "two versions, as in ?from=3&to=4");
        if (query.Problem is not null)
        {
            await InvalidAsync(context, query.Problem);
            return;
        }

        var before = await control.TextAsync(from!.Value, context.RequestAborted);
        var after = await control.TextAsync(to!.Value, context.RequestAborted);
        if (before is null || after is null)
        {
            await UnknownAsync(context, before is null ? from.Value : to.Value);
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(
            LineDiff.Unified(before.Text, after.Text, $"version {from}", $"version {to}"), context.RequestAborted);
    }

    private static async Task ApplyAsync(HttpContext context, IConfigurationControl control, ILogger log)
    {
        var query = new ConfigurationQuery(context.Request.Query);
        var request = new ApplyRequest
        {
            Text = "",
            By = AdminGate.CallerOf(context).Name,
            Comment = query.Line("comment"),
            Expected = query.Version("expected"),
            DryRun = query.Switch("dryRun"),
            Staged = query.Staged(),
        };
        request = query.Line("name") is { Length: > 0 } name ? request with { Name = name } : request;
        if (query.Problem is not null)
        {
            await InvalidAsync(context, query.Problem);
            return;
        }

        string text;
        try
        {
            using var reader = new StreamReader(
                context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
            text = await reader.ReadToEndAsync(context.RequestAborted);
        }
        catch (DecoderFallbackException)
        {
            await InvalidAsync(context, "The body is not UTF-8 text. Send the system file as it is.");
            return;
        }

        var answer = await control.ApplyAsync(request with { Text = text }, context.RequestAborted);
        if (answer.Ok && !request.DryRun)
            log.ConfigurationAudit(request.By, "apply", answer.Version);
        await AnswerAsync(context, answer);
    }

    private static async Task RollbackAsync(HttpContext context, IConfigurationControl control, ILogger log)
    {
        var query = new ConfigurationQuery(context.Request.Query);
        var version = query.Version("version");
        if (query.Problem is not null)
        {
            await InvalidAsync(context, query.Problem);
            return;
        }

        var who = AdminGate.CallerOf(context).Name;
        ApplyAnswer answer;
        try
        {
            answer = await control.RollbackAsync(version, who, context.RequestAborted);
        }
        catch (KeyNotFoundException unknown)
        {
            await UnknownAsync(context, unknown.Message);
            return;
        }

        log.ConfigurationAudit(who, "rollback", answer.Version);
        await AnswerAsync(context, answer);
    }

    private static async Task WithdrawAsync(HttpContext context, IConfigurationControl control, ILogger log)
    {
        var who = AdminGate.CallerOf(context).Name;
        var answer = await control.WithdrawAsync(who, context.RequestAborted);
        log.ConfigurationAudit(who, "withdraw", answer.Version);
        await AnswerAsync(context, answer);
    }

    private static async Task StopAsync(HttpContext context, IConfigurationControl control, ILogger log)
    {
        var who = AdminGate.CallerOf(context).Name;
        var answer = await control.StopRolloutAsync(who, context.RequestAborted);
        log.ConfigurationAudit(who, "stop of the roll-out", answer.Version);
        await AnswerAsync(context, answer);
    }

    private static Task AnswerAsync(HttpContext context, ApplyAnswer answer)
    {
        if (answer.Ok)
            return context.Response.WriteAsJsonAsync(answer, SharedJson.Default.ApplyAnswer);
        var errors = answer.Remarks.Count(remark => remark.IsError());
        return context.WriteProblemAsync(
            StatusCodes.Status422UnprocessableEntity,
            ProblemTypes.InvalidConfiguration,
            "Not a configuration that can be used",
            $"The text has {errors} error{(errors == 1 ? "" : "s")}, and nothing was changed. \"remarks\" says where and what to do.",
            answer.Remarks);
    }

    private static Task UnknownAsync(HttpContext context, long version) =>
        UnknownAsync(context, $"There is no version {version} of the configuration, or it has no text, or it is too old to be kept.");

    private static Task UnknownAsync(HttpContext context, string what) => context.WriteProblemAsync(
        StatusCodes.Status404NotFound, ProblemTypes.UnknownVersion, "No such version", $"{what} GET {All} lists those that are kept.");

    private static Task InvalidAsync(HttpContext context, string problem) => context.WriteProblemAsync(
        StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "Not a request that can be understood", problem);
}

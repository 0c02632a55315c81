using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Coordination;
using Perdure.Model;

namespace Perdure.Console.Agreement;

/// <summary>One request for an election, a lock or a member: what it says, checked, and how it is answered.</summary>
internal sealed class AgreementCall(HttpContext context, AgreementCalls calls, CancellationToken ended)
{
    private const string ReservedPrefix = "perdure.";
    private const string EventStreamType = "text/event-stream";

    /// <summary>Cancelled when the client has gone or the node stops.</summary>
    public CancellationToken Ended { get; } = ended;

    /// <summary>Whether it is the client that has gone.</summary>
    public bool Abandoned => context.RequestAborted.IsCancellationRequested;

    /// <summary>What the pages are held to.</summary>
    public AgreementLimits Limits => calls.Limits;

    /// <summary>The request and its answer.</summary>
    public HttpContext Context => context;

    /// <summary>Whether the client asks for an event stream.</summary>
    public bool WantsEvents =>
        HttpMethods.IsGet(context.Request.Method) &&
        context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(EventStreamType, StringComparison.OrdinalIgnoreCase));

    /// <summary>A name from the path.</summary>
    public string Name(string part, string what) => Checked(() => CoordinationNames.CheckName((string)context.GetRouteValue(part)!, what));

    /// <summary>A name from the path, of something that services may change: what Perdure itself agrees on is not theirs.</summary>
    public string OpenName(string part, string what)
    {
        var name = Name(part, what);
        return name.StartsWith(ReservedPrefix, StringComparison.Ordinal)
            ? throw RefusedException.Invalid($"Names that begin with \"{ReservedPrefix}\" are Perdure's own. Give the {what} another one.")
            : name;
    }

    /// <summary>Reads the body, whatever type it is sent as.</summary>
    public async Task<T> BodyAsync<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, Ended) ?? throw new JsonException("null");
        }
        catch (JsonException wrong)
        {
            var members = string.Join(", ", type.Properties.Select(property => property.Name));
            var where = wrong.Path is { Length: > 1 } path ? $" At {path}." : "";
            throw RefusedException.Invalid(
                $"The body is not what this page takes: a JSON object of {members}, all of them text, durations like \"10s\".{where}");
        }
    }

    /// <summary>A value of the query; null when it is absent or empty.</summary>
    public string? Query(string name) => context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    /// <summary>A whole number of the query; null when it is absent.</summary>
    public long? Number(string name)
    {
        if (Query(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RefusedException.Invalid($"{name}: expected a whole number, found \"{Shown(text)}\".");
    }

    /// <summary>How long the request may wait; zero when it says nothing.</summary>
    public static TimeSpan Wait(string? text)
    {
        var wait = Duration("wait", text) ?? TimeSpan.Zero;
        return wait <= AgreementLimits.WaitMax
            ? wait
            : throw RefusedException.Invalid($"wait: at most {DurationText.Format(AgreementLimits.WaitMax)}; ask again when it is over.");
    }

    /// <summary>The time to live that is asked for.</summary>
    public static TimeSpan Ttl(string? text)
    {
        var ttl = Duration("ttl", text) ?? AgreementLimits.DefaultTtl;
        return Checked(() => CoordinationNames.CheckTtl(ttl));
    }

    /// <summary>A lease, as 1 to 16 hexadecimal digits.</summary>
    public static long Lease(string? text)
    {
        if (text is not { Length: > 0 and <= 16 } ||
            !long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var lease) || lease == 0)
        {
            throw RefusedException.Invalid(
                text is null ? "lease: it is missing; send the one that entering was answered with." : $"lease: \"{Shown(text)}\" is not one; send it as it was answered.");
        }

        return lease;
    }

    /// <summary>A lease as text.</summary>
    public static string Text(long lease) => lease.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Something that <see cref="CoordinationNames"/> checks.</summary>
    public static T Checked<T>(Func<T> check)
    {
        try
        {
            return check();
        }
        catch (ArgumentException wrong)
        {
            throw RefusedException.Invalid($"{char.ToUpperInvariant(wrong.Message[0])}{wrong.Message[1..]}.");
        }
    }

    /// <summary>Takes a place among those that wait; 503 when there is none.</summary>
    public IDisposable TakeSlot() => Limits.Waiting.TryTake() ?? throw RefusedException.TooManyWaiting();

    /// <summary>Answers.</summary>
    public Task AnswerAsync<T>(T answer, JsonTypeInfo<T> type) => context.Response.WriteAsJsonAsync(answer, type, cancellationToken: context.RequestAborted);

    /// <summary>Answers with nothing.</summary>
    public Task DoneAsync()
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static TimeSpan? Duration(string name, string? text)
    {
        if (text is null)
            return null;
        return DurationText.TryParse(text, out var value)
            ? value
            : throw RefusedException.Invalid($"{name}: expected a duration like \"10s\" or \"500ms\", found \"{Shown(text)}\".");
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

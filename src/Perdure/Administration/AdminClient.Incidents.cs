using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Perdure.Console.Events;
using Perdure.Console.Incidents;
using Perdure.Console.Json;
using Perdure.Console.Runbooks;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Administration;

// What happened, and what to do.
internal sealed partial class AdminClient
{
    private const string Incidents = "/api/v1/incidents";
    private const string Runbooks = "/api/v1/runbooks";

    /// <summary>Events of the node, oldest first.</summary>
    /// <param name="after">The number of the last one that is known; null: the newest ones.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="service">Of which service; null: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<EventList> EventsAsync(long? after, int limit, string? service, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"/api/v1/events?limit={limit}{(after is { } seq ? $"&after={seq}" : "")}") + (service is null ? "" : $"&service={Uri.EscapeDataString(service)}"),
        IncidentJson.Default.EventList,
        cancellationToken);

    /// <summary><c>GET /api/v1/incidents</c>.</summary>
    public Task<IncidentList> IncidentsAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, Incidents, IncidentJson.Default.IncidentList, cancellationToken);

    /// <summary>One incident with all that happened.</summary>
    public Task<IncidentDetails> IncidentAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, PathOfIncident(id), IncidentJson.Default.IncidentDetails, cancellationToken);

    /// <summary>The draft of its post-mortem.</summary>
    public Task<string> PostMortemAsync(string id, CancellationToken cancellationToken) => TextAsync($"{PathOfIncident(id)}?format=markdown", cancellationToken);

    /// <summary>Opens an incident by hand.</summary>
    public Task<IncidentDetails> OpenIncidentAsync(string title, CancellationToken cancellationToken) =>
        ChangeIncidentAsync(Incidents, new TitleBody(title), IncidentJson.Default.TitleBody, cancellationToken);

    /// <summary>Adds a note to an incident.</summary>
    public Task<IncidentDetails> NoteAsync(string id, string text, CancellationToken cancellationToken) =>
        ChangeIncidentAsync($"{PathOfIncident(id)}/notes", new NoteBody(text), IncidentJson.Default.NoteBody, cancellationToken);

    /// <summary>Closes an incident, or opens it again.</summary>
    /// <param name="id">Which.</param>
    /// <param name="action"><c>close</c> or <c>reopen</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<IncidentDetails> ChangeIncidentAsync(string id, string action, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{PathOfIncident(id)}/{action}", IncidentJson.Default.IncidentDetails, cancellationToken);

    /// <summary><c>GET /api/v1/runbooks</c>.</summary>
    public Task<RunbookList> RunbooksAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, Runbooks, IncidentJson.Default.RunbookList, cancellationToken);

    /// <summary>One runbook.</summary>
    public Task<Runbook> RunbookAsync(string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{Runbooks}/{Uri.EscapeDataString(name)}", IncidentJson.Default.Runbook, cancellationToken);

    /// <summary>Has the node run a step.</summary>
    public Task<StepResult> RunStepAsync(string name, int step, StepBody body, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        string.Create(CultureInfo.InvariantCulture, $"{Runbooks}/{Uri.EscapeDataString(name)}/steps/{step}/run"),
        IncidentJson.Default.StepResult,
        cancellationToken,
        JsonContent.Create(body, IncidentJson.Default.StepBody));

    private Task<IncidentDetails> ChangeIncidentAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, IncidentJson.Default.IncidentDetails, cancellationToken, JsonContent.Create(body, type));

    private static string PathOfIncident(string id) => $"{Incidents}/{Uri.EscapeDataString(id)}";
}

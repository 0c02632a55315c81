using System.Net.Http.Json;
using Perdure.Console.Alerts;
using Perdure.Console.Json;

namespace Perdure.Administration;

// What a node watches.
internal sealed partial class AdminClient
{
    private const string Silences = "/api/v1/silences";

    /// <summary><c>GET /api/v1/alerts</c>.</summary>
    public Task<AlertList> AlertsAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "/api/v1/alerts", AlertJson.Default.AlertList, cancellationToken);

    /// <summary>Silences alerts on the node.</summary>
    public Task<SilenceStatus> SilenceAsync(SilenceRequest request, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post, Silences, AlertJson.Default.SilenceStatus, cancellationToken, JsonContent.Create(request, AlertJson.Default.SilenceRequest));

    /// <summary>Ends a silence; answers with what it was.</summary>
    public Task<SilenceStatus> UnsilenceAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"{Silences}/{Uri.EscapeDataString(id)}", AlertJson.Default.SilenceStatus, cancellationToken);
}

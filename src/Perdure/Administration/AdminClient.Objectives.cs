using Perdure.Console.Json;
using Perdure.Console.Objectives;

namespace Perdure.Administration;

// What was promised of routes.
internal sealed partial class AdminClient
{
    /// <summary><c>GET /api/v1/slos</c>.</summary>
    public Task<ObjectiveList> ObjectivesAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "/api/v1/slos", ObjectiveJson.Default.ObjectiveList, cancellationToken);
}

using Microsoft.AspNetCore.Routing;
using Perdure.Console.Nodes;

namespace Perdure.Console.Agreement;

/// <summary>What services agree through: elections, locks and members.</summary>
internal static class AgreementApi
{
    /// <summary>Adds the pages.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="coordination">What they stand on.</param>
    /// <param name="stopping">Cancelled when the node stops: whoever waits is sent to another one.</param>
    public static void Map(IEndpointRouteBuilder routes, ICoordinationView coordination, CancellationToken stopping)
    {
    }
}

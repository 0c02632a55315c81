using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>Keys of requests that can carry none.</summary>
internal static class IdempotencyChecks
{
    public static void CheckRoute(RouteModel route, ReadContext context, KeyPath path)
    {
        if (route.Idempotency is null || route.Match.Methods.IsEmpty || route.Match.Methods.Any(m => m is "POST" or "PUT" or "PATCH" or "DELETE")
            || !context.IsSound(path.Key("match")))
        {
            return;
        }

        var idempotency = path.Key("idempotency");
        context.Error(
            DiagnosticKind.Invalid,
            idempotency,
            context.KeyAt(idempotency),
            $"never used: only POST, PUT, PATCH and DELETE carry keys, and the route takes {string.Join(", ", route.Match.Methods.Take(5))}",
            "remove idempotency, or add POST to match.methods");
    }
}

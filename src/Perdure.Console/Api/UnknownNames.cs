using Microsoft.AspNetCore.Http;
using Perdure.Console.Nodes;
using Perdure.Console.Problems;
using Perdure.Model.Reading;

namespace Perdure.Console.Api;

/// <summary>Answers requests for a service or an instance that the plan in force does not have.</summary>
internal static class UnknownNames
{
    /// <summary>404 for a service.</summary>
    public static Task ServiceAsync(HttpContext context, string name, IReadOnlyList<ServiceStatus> services) => context.WriteProblemAsync(
        StatusCodes.Status404NotFound,
        ProblemTypes.UnknownService,
        "No such service",
        $"There is no service \"{name}\".{Meant(name, services.Select(service => service.Name))} GET /api/v1/services lists them all.");

    /// <summary>404 for an instance.</summary>
    public static Task InstanceAsync(HttpContext context, string name, ServiceStatus service) => context.WriteProblemAsync(
        StatusCodes.Status404NotFound,
        ProblemTypes.UnknownInstance,
        "No such instance",
        $"The service \"{service.Name}\" has no instance \"{name}\".{Meant(name, service.Instances.Select(instance => instance.Id))} " +
        $"GET /api/v1/services/{Uri.EscapeDataString(service.Name)} lists them all.");

    private static string Meant(string name, IEnumerable<string> known) =>
        NearestName.Find(name, known) is { } nearest ? $" Did you mean \"{nearest}\"?" : "";
}

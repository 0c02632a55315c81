using Microsoft.AspNetCore.Http;
using Perdure.Console.Configuration;
using Perdure.Console.Json;

namespace Perdure.Console.Problems;

/// <summary>Writes <see cref="AdminProblem"/> as a response.</summary>
internal static class ProblemResponses
{
    private const string ContentType = "application/problem+json";

    /// <summary>Answers the request with a problem; the response must not have started.</summary>
    public static Task WriteProblemAsync(
        this HttpContext context, int status, string type, string title, string detail, IReadOnlyList<ConfigurationRemark>? remarks = null)
    {
        var problem = new AdminProblem
        {
            Type = type,
            Title = title,
            Status = status,
            Detail = detail,
            Remarks = remarks,
            Instance = context.Request.PathBase + context.Request.Path,
        };
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(problem, ConsoleJson.Default.AdminProblem, ContentType, context.RequestAborted);
    }
}

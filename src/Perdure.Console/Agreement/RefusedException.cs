using Microsoft.AspNetCore.Http;
using Perdure.Console.Problems;

namespace Perdure.Console.Agreement;

/// <summary>Ends a request with a problem.</summary>
internal sealed class RefusedException(int status, string type, string title, string detail) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>One of <see cref="ProblemTypes"/>.</summary>
    public string Type { get; } = type;

    /// <summary>The kind of problem in a few words.</summary>
    public string Title { get; } = title;

    /// <summary>400: the request says something that the page does not take.</summary>
    public static RefusedException Invalid(string detail) =>
        new(StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "The request cannot be taken", detail);

    /// <summary>409: the lease is gone.</summary>
    public static RefusedException LeaseGone(string what) => new(
        StatusCodes.Status409Conflict,
        ProblemTypes.LeaseGone,
        "The lease is gone",
        $"The lease has ended or never was one of {what}. Whatever relied on it must stop; enter again without a lease.");

    /// <summary>409: the fencing token is not in force.</summary>
    public static RefusedException TokenStale(long token, string what) => new(
        StatusCodes.Status409Conflict,
        ProblemTypes.TokenStale,
        "The fencing token is not in force",
        $"{token} is not the token of {what}. Refuse what came with it.");

    /// <summary>503: too many wait already.</summary>
    public static RefusedException TooManyWaiting() => new(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.TooManyWaiting,
        "Too many requests wait",
        "This node has as many waiting requests as it takes. Ask again without wait, a little later, or another node.");
}

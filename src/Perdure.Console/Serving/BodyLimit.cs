using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Console.Problems;

namespace Perdure.Console.Serving;

/// <summary>
/// Endpoint metadata: the largest body that an endpoint reads. One without it takes <see cref="AdminLimits.BodyBytesMax"/> and ignores them.
/// </summary>
/// <param name="BytesMax">In bytes.</param>
internal sealed record BodyLimit(int BytesMax)
{
    /// <summary>The middleware that holds every request to it; runs after routing, before anything reads the body.</summary>
    public static Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var max = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.BytesMax ?? AdminLimits.BodyBytesMax;
        if (context.Request.ContentLength > max)
            return RefuseAsync(context, max);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = max;
        return next(context);
    }

    /// <summary>413, for a body that turned out to be larger while it was read, too.</summary>
    public static Task RefuseAsync(HttpContext context, int max) => context.WriteProblemAsync(
        StatusCodes.Status413PayloadTooLarge,
        ProblemTypes.BodyTooLarge,
        "The body is too large",
        context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() is null
            ? $"This page reads no body and takes at most {max} bytes. Send the request without one."
            : $"This page takes a body of at most {max} bytes. Send less.");
}

using System.Collections.Immutable;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// The headers of a job that is a deferred request: what an operator may see of it without its content. The query of the target may hold secrets and is left out.
/// </summary>
public static class DeferMarks
{
    /// <summary>Says that the job is a deferred request.</summary>
    public const string Kind = "perdure-kind";

    /// <summary>The value of <see cref="Kind"/>.</summary>
    public const string Request = "deferred-request";

    /// <summary>The route that accepted it.</summary>
    public const string Route = "route";

    /// <summary>Its method.</summary>
    public const string Method = "method";

    /// <summary>Its path, without the query.</summary>
    public const string Path = "path";

    /// <summary>The hash of what its client asks by, as hexadecimal digits.</summary>
    public const string Proof = "proof";

    private const int PathChars = 1_024;

    /// <summary>Who claims deferred requests on a node: no other worker has that name, so that claims of a node's process that died are known.</summary>
    public static string WorkerOf(string node) => node + " (deferred)";

    /// <summary>The value of a header; null when there is none.</summary>
    public static string? Find(ImmutableArray<KeyValuePair<string, string>> headers, string name)
    {
        foreach (var (key, value) in headers.IsDefault ? [] : headers)
        {
            if (key == name)
                return value;
        }

        return null;
    }

    /// <summary>Whether a job with these headers is a deferred request.</summary>
    public static bool Has(ImmutableArray<KeyValuePair<string, string>> headers) => Find(headers, Kind) == Request;

    internal static ImmutableArray<KeyValuePair<string, string>> Of(DeferredRequest request, byte[] proof)
    {
        var query = request.Target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? request.Target : request.Target[..query] + "?…";
        return
        [
            KeyValuePair.Create(Kind, Request),
            KeyValuePair.Create(Route, request.Route),
            KeyValuePair.Create(Method, request.Method),
            KeyValuePair.Create(Path, path.Length <= PathChars ? path : path[..PathChars] + "…"),
            KeyValuePair.Create(Proof, Convert.ToHexStringLower(proof)),
        ];
    }
}

using System.Text;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>An item of <c>fallback</c>: stale, service or a fixed answer.</summary>
internal static class FallbackShape
{
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly Key<TimeSpan> Stale = new(
        "stale", Durations.Between("1s", "8760h"), "A stale answer of the route's cache, up to so long after it was fresh.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<string> Service = new("service", Texts.Name, "Another service, or this one with another path.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<string> Path = new("path", HttpTexts.Path, "The path and query to ask service for.")
    {
        DefaultInWords = "that of the request",
    };

    private static readonly Key<int> Status = new("status", Numbers.Integer(200, 599), "The status of a fixed answer.")
    {
        Default = "200",
    };

    private static readonly Key<string> ContentType = new("contentType", HttpTexts.FieldValue, "The type of a fixed answer.")
    {
        Default = new StaticAnswer().ContentType,
    };

    private static readonly Key<string> Body = new("body", Texts.Any, "The body of a fixed answer, at most 64KiB.")
    {
        DefaultInWords = "empty",
    };

    public static MappingShape<FallbackModel> Shape { get; } = new(
        [Stale, Service, Path, Status, ContentType, Body],
        v => new FallbackModel
        {
            Stale = v.Has(Stale) ? v.Get(Stale) : null,
            Service = v.Find(Service),
            Path = v.Find(Path),
            Answer = v.Has(Status) || v.Has(ContentType) || v.Has(Body)
                ? new StaticAnswer { Status = v.Get(Status), ContentType = v.Get(ContentType), Body = v.Find(Body) ?? "" }
                : null,
        })
    {
        Check = Check,
    };

    private static void Check(Values v)
    {
        Key[] answer = [.. new Key[] { Status, ContentType, Body }.Where(v.Has)];
        Key[] kinds = [.. new Key[] { Stale, Service }.Where(v.Has), .. answer.Take(1)];
        if (kinds.Length > 1)
        {
            v.Contradiction(kinds[1], $"expected one kind of fallback, found {kinds[0].Name} and {kinds[1].Name}", "write two items of the list");
        }
        else if (v.Has(Path) && !v.Has(Service))
        {
            v.Contradiction(Path, "a path is asked of a service", "add service");
        }
        else if (kinds.Length == 0)
        {
            v.Context.Error(
                Reading.DiagnosticKind.Missing,
                v.Scope.Path,
                v.Scope.Anchor,
                "expected a fallback, found nothing to answer with",
                "add stale, service or status");
        }
        else if (v.Has(Body) && v.Get(Status) is 204 or 205 or 304)
        {
            v.Contradiction(Body, $"an answer with the status {v.Get(Status)} has no body", "remove body, or take another status");
        }
        else if (v.Has(Body) && Encoding.UTF8.GetByteCount(v.Find(Body) ?? "") > MaxBodyBytes)
        {
            v.Contradiction(Body, "expected at most 64KiB, found more", "let a service answer it");
        }
    }
}

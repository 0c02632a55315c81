namespace Perdure.Model;

/// <summary>An answer that is written in the system file.</summary>
public sealed record StaticAnswer
{
    /// <summary>The status. Range: 200 to 599. Default: 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The value of <c>Content-Type</c>. Default: <c>text/plain; charset=utf-8</c>.</summary>
    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>The body, at most 64 KiB. Default: empty.</summary>
    public string Body { get; init; } = "";
}

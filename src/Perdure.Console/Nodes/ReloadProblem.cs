using System.Text.Json.Serialization;

namespace Perdure.Console.Nodes;

/// <summary>One remark on a system file.</summary>
/// <param name="File">The file, as it was named on the command line.</param>
/// <param name="Line">From 1; 0 when the remark has no place in the file.</param>
/// <param name="Column">From 1; 0 when the remark has no place in the file.</param>
/// <param name="Path">The key, such as <c>services.catalog.retry.attempts</c>; may be empty.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ReloadProblem(string File, int Line, int Column, string Path, string Message)
{
    /// <summary>Where it is, in the form that editors and terminals make a link of; the file alone when there is no better place.</summary>
    [JsonIgnore]
    public string Place => Line == 0 ? File : $"{File}:{Line}:{Column}";

    /// <summary>The key and the message.</summary>
    [JsonIgnore]
    public string What => Path.Length == 0 ? Message : $"{Path}: {Message}";
}

using System.Text.Json.Serialization;

namespace Perdure.Console.Nodes;

/// <summary>The service's answer to a deferred request as the admin API shows it: its status, and the rest when an operator asks for the content.</summary>
public sealed record DeferredAnswerDetails
{
    /// <summary>Its status.</summary>
    public required int Status { get; init; }

    /// <summary>The size of its body; 0 when it was too large to be kept.</summary>
    public required int BodyBytes { get; init; }

    /// <summary>Its headers, those of one name joined.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Its body, when it is text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    /// <summary>Its body, when it is not text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? BodyBase64 { get; init; }
}

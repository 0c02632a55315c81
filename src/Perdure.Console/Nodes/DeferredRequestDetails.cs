using System.Text.Json.Serialization;

namespace Perdure.Console.Nodes;

/// <summary>A deferred request as the admin API shows it: without headers, query and body, unless an operator asks for the content.</summary>
public sealed record DeferredRequestDetails
{
    /// <summary>The route that accepted it.</summary>
    public string? Route { get; init; }

    /// <summary>Its method.</summary>
    public string? Method { get; init; }

    /// <summary>Its path; <c>?…</c> stands for a query. With the content the whole target.</summary>
    public string? Target { get; init; }

    /// <summary>Its id in logs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestId { get; init; }

    /// <summary>The client's address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Client { get; init; }

    /// <summary>Its headers, those of one name joined.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Its body, when it is text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    /// <summary>Its body, when it is not text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? BodyBase64 { get; init; }

    /// <summary>Why its bytes cannot be read; they are then shown as the payload.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unreadable { get; init; }
}

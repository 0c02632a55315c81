namespace Perdure.Client.Transport;

/// <summary>Problem details (RFC 9457).</summary>
internal sealed record ProblemWire(string? Type, string? Title, string? Detail);

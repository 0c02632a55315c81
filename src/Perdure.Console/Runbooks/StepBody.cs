namespace Perdure.Console.Runbooks;

/// <summary>The body of <c>POST /api/v1/runbooks/{name}/steps/{number}/run</c>.</summary>
/// <param name="Incident">Where it is recorded; null: in the open incident, if there is one.</param>
/// <param name="Values">What the placeholders of the step stand for, such as <c>SERVICE</c>.</param>
public sealed record StepBody(string? Incident, IReadOnlyDictionary<string, string>? Values);

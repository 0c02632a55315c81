namespace Perdure.Console.Agreement;

/// <summary>A fencing token is in force; one that is not is a problem.</summary>
internal sealed record CheckAnswer(bool Holds);

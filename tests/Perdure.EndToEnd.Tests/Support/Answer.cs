using Perdure.Load;

namespace Perdure.EndToEnd.Tests.Support;

/// <summary>What a client saw of one request.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="SentAt">When it was really sent, a timestamp of the system's clock.</param>
/// <param name="TookMs">Milliseconds from then to the end of the answer.</param>
/// <param name="Outcome">Whether it was good, and why not.</param>
internal sealed record Answer(string Method, long SentAt, double TookMs, LoadOutcome Outcome);

namespace Perdure.Console.Agreement;

/// <summary>The elections that have candidates.</summary>
internal sealed record ElectionListAnswer(IReadOnlyList<ElectionAnswer> Elections);

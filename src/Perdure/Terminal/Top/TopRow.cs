namespace Perdure.Terminal.Top;

/// <summary>One row of the screen: cells, and how much trouble it is. Immutable.</summary>
/// <param name="Trouble">0: all is well. What is higher comes first.</param>
/// <param name="Cells">Texts and their colours; null is the terminal's own.</param>
internal sealed record TopRow(int Trouble, IReadOnlyList<(string Text, string? Colour)> Cells);

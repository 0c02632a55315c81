namespace Perdure.Terminal.Top;

/// <summary>A column of the screen.</summary>
/// <param name="Name">Its header.</param>
/// <param name="Least">Its least width, in characters.</param>
/// <param name="Most">Its greatest.</param>
/// <param name="IsNumber">Whether it is set to the right.</param>
/// <param name="ScreenMin">The narrowest screen that shows it; 0 for every one.</param>
internal sealed record TopColumn(string Name, int Least, int Most, bool IsNumber, int ScreenMin = 0);

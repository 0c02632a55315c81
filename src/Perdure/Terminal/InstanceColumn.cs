using Perdure.Console.Nodes;

namespace Perdure.Terminal;

/// <summary>One column of the table of instances.</summary>
/// <param name="Name">Its header.</param>
/// <param name="WidthMin">The narrowest screen, in characters, that shows it; 0 for every screen.</param>
/// <param name="IsNumber">Whether it is set to the right.</param>
/// <param name="Cell">The cell of an instance, as markup.</param>
internal sealed record InstanceColumn(string Name, int WidthMin, bool IsNumber, Func<InstanceStatus, string> Cell);

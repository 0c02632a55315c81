namespace Perdure.Coordination.Shared;

/// <summary>A flag that somebody has set; flags that nobody has set keep the default of the system file. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Setting">To how many it applies.</param>
/// <param name="By">Who set it.</param>
/// <param name="At">When, on the wall clock of the node that was told.</param>
/// <param name="Reach">Whether it is in the store, or on this node only until the store returns.</param>
public sealed record FlagState(string Name, FlagSetting Setting, string By, DateTimeOffset At, ChangeReach Reach);

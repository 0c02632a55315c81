using Perdure.Coordination.Shared;

namespace Perdure.Console.Nodes;

/// <summary>What became of an operator's change.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reach">When it was done: on which nodes.</param>
public readonly record struct ActionResult(ActionOutcome Outcome, ChangeReach Reach = ChangeReach.Everywhere);

using Perdure.Coordination.Membership;

namespace Perdure.Console.Agreement;

/// <summary>A group that has members.</summary>
internal sealed record GroupAnswer(string Name, int Members)
{
    /// <summary>The answer for one.</summary>
    public static GroupAnswer Of(GroupRecord group) => new(group.Name, group.Members);
}

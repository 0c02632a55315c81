using System.Collections.Immutable;

namespace Perdure.Coordination.Storage;

/// <summary>
/// Steps that are done all at once at one revision, guarded: when every guard holds <see cref="Then"/> is done, otherwise <see cref="Else"/>.
/// No key may be written twice in one transaction.
/// </summary>
public sealed record Transaction
{
    /// <summary>The guards; none means that <see cref="Then"/> is done.</summary>
    public ImmutableArray<Compare> When { get; init; } = [];

    /// <summary>Done when all guards hold.</summary>
    public ImmutableArray<Operation> Then { get; init; } = [];

    /// <summary>Done when one does not.</summary>
    public ImmutableArray<Operation> Else { get; init; } = [];
}

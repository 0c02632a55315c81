using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Perdure.Model.Reading;

/// <summary>What came of reading a system file.</summary>
public sealed record SystemFileResult
{
    /// <summary>The model; null when there was an error.</summary>
    public SystemModel? Model { get; init; }

    /// <summary>Everything there is to say about the file, in the order of its lines. Warnings alone leave the file usable.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>Whether the file can be used: <see cref="Model"/> is then not null.</summary>
    [MemberNotNullWhen(true, nameof(Model))]
    public bool Ok => Model is not null;
}

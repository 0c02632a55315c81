namespace Perdure.Model;

/// <summary>A feature flag: which part of the users get the routes that name it.</summary>
public sealed record FlagModel
{
    /// <summary>The flag's name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The part of the users for whom it is on while nobody has set it otherwise, in percent. Range: 0 to 100. Default: 100.</summary>
    public int DefaultPercent { get; init; } = 100;

    /// <summary>
    /// What tells one user from another when the flag is on for a part of them: a header or a cookie; null means the client's address, which
    /// also stands in for a user whose request has neither. Default: null.
    /// </summary>
    public HashKey? Key { get; init; }

    /// <summary>What it switches, for people. Default: none.</summary>
    public string? Description { get; init; }

    /// <summary>When it goes off by itself for everybody; null means never. Default: null.</summary>
    public FlagCondition? OffWhen { get; init; }
}

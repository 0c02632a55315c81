namespace Perdure.Model.Shapes;

/// <summary>What came of parsing the text of a scalar.</summary>
internal readonly record struct Parsed<T>
{
    public bool Ok { get; private init; }

    public T Value { get; private init; }

    /// <summary>What to do about it; may repeat the text, so it is not shown for a secret.</summary>
    public string? Hint { get; private init; }

    /// <summary>Whether the hint names known names only, so that it may be shown even for a secret.</summary>
    public bool IsHintPublic { get; private init; }

    /// <summary>What to say instead of the text; null when the text can be shown.</summary>
    public string? Found { get; private init; }

    /// <summary>Whether it is part of the contract of the file but not of this version.</summary>
    public bool NotYet { get; private init; }

    public static Parsed<T> Good(T value) => new() { Ok = true, Value = value };

    public static Parsed<T> Bad(string? hint = null, string? found = null) => new() { Value = default!, Hint = hint, Found = found };

    public static Parsed<T> Misspelt(string? hint) => new() { Value = default!, Hint = hint, IsHintPublic = true };

    public static Parsed<T> Later() => new() { Value = default!, NotYet = true };
}

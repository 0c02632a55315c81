namespace Perdure.Model;

/// <summary>A bearer token of the admin API.</summary>
public sealed record AdminToken
{
    /// <summary>Whose token it is; appears in logs.</summary>
    public required string Name { get; init; }

    /// <summary>What its bearer may do. Default: read.</summary>
    public AdminRole Role { get; init; } = AdminRole.Reader;

    /// <summary>The secret itself. Compare it in constant time and never show it.</summary>
    public required string Token { get; init; }

    /// <summary>Name and role; never the token.</summary>
    public override string ToString() => $"AdminToken {{ Name = {Name}, Role = {Role} }}";
}

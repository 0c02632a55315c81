namespace Shop.Control;

/// <summary>What is wrong with an instance and how much.</summary>
public sealed record Trouble
{
    /// <summary>What is wrong.</summary>
    public TroubleKind Kind { get; init; }

    /// <summary><see cref="TroubleKind.Slow"/> and <see cref="TroubleKind.Busy"/>: how many ms each request takes longer.</summary>
    public int Ms { get; init; }

    /// <summary><see cref="TroubleKind.Fail"/>: the part of the requests that fails, from 0 to 1.</summary>
    public double Ratio { get; init; }

    /// <summary><see cref="TroubleKind.Fail"/>: the status that they get.</summary>
    public int Status { get; init; }
}

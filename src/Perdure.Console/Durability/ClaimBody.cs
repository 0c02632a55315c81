namespace Perdure.Console.Durability;

/// <summary>The body of what ends or prolongs a claim.</summary>
internal sealed record ClaimBody
{
    /// <summary>The job.</summary>
    public string? Id { get; init; }

    /// <summary>The token of the claim.</summary>
    public long? Token { get; init; }

    /// <summary>Of <c>extend</c>: how long the claim holds from now. Default: 30s.</summary>
    public string? Lease { get; init; }

    /// <summary>Of <c>complete</c>: what is kept with the job, as text.</summary>
    public string? Result { get; init; }

    /// <summary>Of <c>complete</c>: what is kept with the job, as bytes.</summary>
    public byte[]? ResultBase64 { get; init; }

    /// <summary>Of <c>fail</c>: what went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>Of <c>fail</c> and <c>release</c>: not to be leased again before that time is over.</summary>
    public string? Delay { get; init; }

    /// <summary>Of <c>fail</c>: whether trying again would not help.</summary>
    public bool Dead { get; init; }
}

namespace Perdure.Exclusive;

/// <summary>What <c>perdure exec</c> runs, and when.</summary>
internal sealed record ExclusiveOptions
{
    /// <summary>Program and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>What is held while it runs, for messages: <c>the election "billing"</c>.</summary>
    public required string What { get; init; }

    /// <summary>The variable that tells the command its name: <c>PERDURE_ELECTION</c> or <c>PERDURE_LOCK</c>.</summary>
    public required string NameVariable { get; init; }

    /// <summary>How long the command may take to end after SIGTERM.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>Whether to end with the first loss instead of asking for it again.</summary>
    public bool Once { get; init; }
}

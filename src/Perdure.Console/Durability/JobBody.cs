namespace Perdure.Console.Durability;

/// <summary>A job to be enqueued.</summary>
internal record JobBody
{
    /// <summary>What is to be done, as text.</summary>
    public string? Payload { get; init; }

    /// <summary>What is to be done, as bytes.</summary>
    public byte[]? PayloadBase64 { get; init; }

    /// <summary>What belongs to it.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Jobs with the same one are done in order, one at a time.</summary>
    public string? Group { get; init; }

    /// <summary>The queue takes it once as long as it has the job.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>Not to be leased before that time is over. Default: 0s.</summary>
    public string? Delay { get; init; }
}

namespace Perdure.Console.Durability;

/// <summary>The body of an enqueue: one job, or a list of them.</summary>
internal sealed record EnqueueBody : JobBody
{
    /// <summary>Several jobs, all accepted or none; nothing else may be given then.</summary>
    public IReadOnlyList<JobBody>? Jobs { get; init; }
}

namespace Perdure.Console.Nodes;

/// <summary>Some of a queue's jobs, in order of enqueueing.</summary>
/// <param name="Jobs">Without their content.</param>
/// <param name="Next">What to ask for next as <c>after</c>; 0: that was all.</param>
public sealed record JobList(IReadOnlyList<JobDetails> Jobs, long Next);

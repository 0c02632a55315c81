using System.Security.Cryptography;
using Perdure.Durability.Queues;
using Perdure.Model;

namespace Perdure.Console.Durability;

/// <summary>What the system file says about a queue, applied to a job.</summary>
internal static class QueueRules
{
    private const int Fractions = 1 << 20;

    /// <summary>Of a queue that is not declared any more, whose jobs may still be in hand.</summary>
    private static readonly QueueModel s_undeclared = new() { Name = "" };

    /// <summary>When a job is due again whose attempt failed just now, in Unix ms; null: it is dead.</summary>
    /// <param name="queue">The rules; null: the queue is not declared any more.</param>
    /// <param name="attempt">Which attempt failed, from 1.</param>
    /// <param name="enqueuedAtMs">When the job was enqueued.</param>
    /// <param name="nowMs">Now.</param>
    public static long? NextMs(QueueModel? queue, int attempt, long enqueuedAtMs, long nowMs)
    {
        var rules = queue ?? s_undeclared;
        if (IsOver(rules, enqueuedAtMs, nowMs))
            return null;
        var rule = new RetryRule { AttemptsMax = rules.MaxAttempts, First = rules.Backoff, Longest = rules.MaxBackoff };
        return rule.NextMs(attempt, nowMs, (double)RandomNumberGenerator.GetInt32(Fractions) / Fractions);
    }

    /// <summary>Whether a job that was leased is not to be attempted any more: workers died of it, or it is too old.</summary>
    public static bool IsHopeless(QueueModel queue, int attempt, long enqueuedAtMs, long nowMs) =>
        attempt > queue.MaxAttempts || (attempt > 1 && IsOver(queue, enqueuedAtMs, nowMs));

    private static bool IsOver(QueueModel queue, long enqueuedAtMs, long nowMs) =>
        queue.DeadLetterAfter is { } after && nowMs - enqueuedAtMs >= after.TotalMilliseconds;
}

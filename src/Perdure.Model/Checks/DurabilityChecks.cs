using Perdure.Model.Reading;

namespace Perdure.Model.Checks;

/// <summary>The durable store and the queues in it.</summary>
internal static class DurabilityChecks
{
    public static void Check(SystemModel model, ReadContext context)
    {
        CheckPath(model, context);
        foreach (var queue in model.Queues)
        {
            CheckDeadLetter(queue, context);
        }
    }

    private static void CheckPath(SystemModel model, ReadContext context)
    {
        var path = Paths.Durability.Key("path");
        if (model.Durability?.Path is { } written && context.IsSound(path) && Directory.Exists(written))
        {
            context.Error(
                DiagnosticKind.Invalid, path, context.ValueAt(path), $"expected a file, found the directory {Quoted.Text(written)}", "add the name of a file, such as durable.db");
        }
    }

    /// <summary>A bound that ends a job before its first retry is hardly meant.</summary>
    private static void CheckDeadLetter(QueueModel queue, ReadContext context)
    {
        var path = Paths.Queues.Key(queue.Name).Key("deadLetterAfter");
        if (queue.DeadLetterAfter is { } after && queue.MaxAttempts > 1 && after < queue.Backoff && context.IsSound(Paths.Queues.Key(queue.Name)))
        {
            context.Warn(
                DiagnosticKind.Invalid,
                path,
                context.ValueAt(path),
                "shorter than backoff, so a job whose second attempt fails is always dead",
                "raise deadLetterAfter, or lower backoff");
        }
    }
}

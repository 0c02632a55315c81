using Perdure.Durability.Storage;

namespace Perdure.Durability.Checkpoints;

/// <summary>ETags of checkpoints in HTTP: <c>ETag</c>, <c>If-Match</c> and <c>If-None-Match</c> (RFC 9110, 8.8.3 and 13.1). Pure.</summary>
public static class EntityTags
{
    /// <summary>The value of the field <c>ETag</c>.</summary>
    public static string Format(string etag) => $"\"{etag}\"";

    /// <summary>Reads the condition of a write.</summary>
    /// <param name="ifMatch">The value of <c>If-Match</c>: one strong ETag; null: not sent.</param>
    /// <param name="ifNoneMatch">The value of <c>If-None-Match</c>: <c>*</c>; null: not sent.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="error">What is wrong, for the client to read.</param>
    public static bool TryParse(string? ifMatch, string? ifNoneMatch, out CheckpointCondition condition, out string error)
    {
        (condition, error) = (CheckpointCondition.Any, "");
        if (ifMatch is not null && ifNoneMatch is not null)
        {
            error = "If-Match and If-None-Match exclude each other";
            return false;
        }

        if (ifNoneMatch is not null)
        {
            condition = CheckpointCondition.None;
            if (ifNoneMatch.Trim() == "*") return true;
            error = "If-None-Match of a checkpoint is *: it must not exist";
            return false;
        }

        if (ifMatch is null) return true;
        var text = ifMatch.AsSpan().Trim();
        if (text is ['"', .. var inner, '"'] && !inner.IsEmpty && !inner.Contains('"'))
        {
            condition = CheckpointCondition.Match(inner.ToString());
            return true;
        }

        error = "If-Match of a checkpoint is one ETag in quotes, as the last answer gave it";
        return false;
    }
}

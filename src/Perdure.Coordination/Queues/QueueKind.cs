namespace Perdure.Coordination.Queues;

/// <summary>What is different between the queues of elections and those of locks.</summary>
/// <param name="Root">Where the queues are: <c>elections/</c>.</param>
/// <param name="NamesRoot">Where names are claimed, so that one is in a queue only once; null when it may be there several times.</param>
/// <param name="What">What a queue is called in messages: <c>election</c>.</param>
/// <param name="Who">What those in it are called: <c>candidate</c>.</param>
/// <param name="MaxLength">How many may be in one queue.</param>
internal sealed record QueueKind(string Root, string? NamesRoot, string What, string Who, int MaxLength)
{
    public static QueueKind Election { get; } = new("elections/", "candidates/", "election", "candidate", 10_000);

    public static QueueKind Lock { get; } = new("locks/", null, "lock", "owner", 10_000);

    public string Prefix(string name) => $"{Root}{name}/";

    public string Key(string name, long lease) => $"{Root}{name}/{LeaseText(lease)}";

    public string? NameKey(string name, string who) => NamesRoot is null ? null : $"{NamesRoot}{name}/{who}";

    /// <summary>The queue that a key belongs to, and under which lease; null when it is none of ours.</summary>
    public (string Name, long Lease)? Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        if (!key.StartsWith(Root, StringComparison.Ordinal) || slash <= Root.Length || key.Length - slash != 17) return null;
        return ulong.TryParse(key.AsSpan(slash + 1), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var lease)
            ? (key[Root.Length..slash], (long)lease)
            : null;
    }

    private static string LeaseText(long lease) => ((ulong)lease).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}

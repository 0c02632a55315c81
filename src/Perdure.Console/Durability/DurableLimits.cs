namespace Perdure.Console.Durability;

/// <summary>What the pages for queues and checkpoints are held to, beside the store's own limits.</summary>
internal static class DurableLimits
{
    /// <summary>The largest body that brings jobs, in bytes: a batch, or one of the largest jobs in base64.</summary>
    public const int EnqueueBytesMax = 8 * 1024 * 1024;

    /// <summary>The largest body that brings a result, in bytes.</summary>
    public const int ResultBytesMax = 2 * 1024 * 1024;

    /// <summary>The largest other body, in bytes: a list of as many ids as a call takes.</summary>
    public const int BodyBytesMax = 64 * 1024;

    /// <summary>How many jobs a lease has when the request says nothing.</summary>
    public const int LeaseDefault = 1;

    /// <summary>How many jobs a page has when the request says nothing.</summary>
    public const int PageDefault = 100;

    /// <summary>How long a lease holds when the request says nothing.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    /// <summary>The longest delay.</summary>
    public static readonly TimeSpan DelayMax = TimeSpan.FromDays(365);
}

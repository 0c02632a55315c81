namespace Perdure.Load;

/// <summary>How <see cref="HttpSender"/> talks to the server.</summary>
public sealed record HttpSenderOptions
{
    /// <summary>How long a client waits for the whole answer.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most connections to the server; requests over it wait, and the wait counts.</summary>
    /// <value>Default 1,024.</value>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Told of each answer with its head, before the body is judged; called on pool threads, many at once. Null: nobody.</summary>
    public Action<HttpResponseMessage>? Answered { get; init; }
}

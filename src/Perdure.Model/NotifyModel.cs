using System.Collections.Immutable;

namespace Perdure.Model;

/// <summary>Who is told of alerts, and how often. The defaults are those of Alertmanager.</summary>
public sealed record NotifyModel
{
    /// <summary>Where to post Alertmanager's payload (version 4). Its path may be a secret: show the host alone.</summary>
    public required Uri Webhook { get; init; }

    /// <summary>A bearer token to send along; null for none. A secret: never show it. Default: null.</summary>
    public string? Token { get; init; }

    /// <summary>The labels whose values must be the same for alerts to be told together. Range: up to 20. Default: alertname.</summary>
    public ImmutableArray<string> GroupBy { get; init; } = ["alertname"];

    /// <summary>How long a new group waits for more of its like before it is told. Range: 0 to 1 h. Default: 30 s.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long changes of a group that was told wait at least. Range: 1 s to 24 h. Default: 5 min.</summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long until a group that has not changed, and still fires, is told again. Range: 1 s to 168 h. Default: 4 h.</summary>
    public TimeSpan RepeatInterval { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Whether the end of alerts is told too. Default: true.</summary>
    public bool SendResolved { get; init; } = true;

    /// <summary>The host and the settings; neither the path nor the token.</summary>
    public override string ToString() => $"NotifyModel {{ Webhook = {Webhook.GetLeftPart(UriPartial.Authority)} }}";
}

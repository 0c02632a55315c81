using System.Collections.Immutable;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>An item of <c>notify</c>.</summary>
internal static class NotifyShape
{
    private static readonly Key<Uri> Webhook = new(
        "webhook", AlertTexts.Webhook, "Where Alertmanager's payload, version 4, is posted to. Logs and status name the host alone.") { Required = true };

    private static readonly Key<string> Token = new(
        "token", AlertTexts.Token, "Sent as Authorization: Bearer; take it from the environment: ${NAME}.") { DefaultInWords = "none" };

    private static readonly Key<ImmutableArray<string>> GroupBy = new(
        "groupBy", new ListShape<string>("a list of labels", AlertTexts.Label, 0, 20) { IsUnique = true }, "Alerts that are told together have the same values of these labels; [] is all together.")
    {
        DefaultInWords = "`[alertname]`",
        Otherwise = static _ => ["alertname"],
    };

    private static readonly Key<TimeSpan> GroupWait = new("groupWait", Durations.Between("0s", "1h"), "How long a new group waits for more of its like.") { Default = "30s" };

    private static readonly Key<TimeSpan> GroupInterval = new("groupInterval", Durations.Between("1s", "24h"), "How long what changes in a group that was told waits at least.") { Default = "5m" };

    private static readonly Key<TimeSpan> RepeatInterval = new("repeatInterval", Durations.Between("1s", "168h"), "How long until a group that still fires is told again.") { Default = "4h" };

    private static readonly Key<bool> SendResolved = new("sendResolved", Choices.Of([("true", true), ("false", false)]), "Whether the end of alerts is told too.") { Default = "true" };

    public static MappingShape<NotifyModel> Shape { get; } = new(
        [Webhook, Token, GroupBy, GroupWait, GroupInterval, RepeatInterval, SendResolved],
        v => new NotifyModel
        {
            Webhook = v.Get(Webhook),
            Token = v.Find(Token),
            GroupBy = v.Get(GroupBy),
            GroupWait = v.Get(GroupWait),
            GroupInterval = v.Get(GroupInterval),
            RepeatInterval = v.Get(RepeatInterval),
            SendResolved = v.Get(SendResolved),
        })
    {
        IsSecret = true,
    };
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Perdure.House.Tests.Support;
using Perdure.Telemetry.Events;

namespace Perdure.House.Tests.Documents;

/// <summary>The events that a node keeps are messages of its log, documented, and about something.</summary>
public sealed partial class JournaledEventTests
{
    // What happens to the node as a whole has nothing to name.
    private static readonly int[] s_ofTheNode = [7, 10, 53];

    private static readonly ILookup<int, (string Name, string[] Fields)> s_messages = (
        from file in Repository.FilesOf(".cs", "src")
        from match in Message().Matches(Repository.Read(file))
        let name = match.Groups["name"] is { Success: true } named ? named.Value : match.Groups["method"].Value
        select (Id: int.Parse(match.Groups["id"].Value), Message: (JsonNamingPolicy.KebabCaseLower.ConvertName(name), Fields(match.Groups["text"].Value))))
        .ToLookup(one => one.Id, one => one.Message);

    [Fact]
    public void Journaled_events_are_messages_of_the_log()
    {
        Assert.True(s_messages.Count > 100);
        Violations.None(JournaledEvents.Ids.Where(id => !s_messages.Contains(id)).Select(id => $"{id} is no message"));
    }

    [Fact]
    public void Journaled_events_are_documented()
    {
        var code = Markdown.Code(Repository.Read("docs/operations.md")).ToHashSet();
        Violations.None(JournaledEvents.Ids.SelectMany(id => s_messages[id]).Select(message => message.Name).Where(name => !code.Contains(name)));
    }

    [Fact]
    public void Journaled_events_say_what_they_are_about() => Violations.None(
        JournaledEvents.Ids.Except(s_ofTheNode).Where(id => !s_messages[id].SelectMany(message => message.Fields).Any(EventLabels.Knows))
            .Select(id => $"{id} {string.Join(", ", s_messages[id].SelectMany(message => message.Fields))}"));

    [Fact]
    public void Output_of_processes_and_messages_of_single_requests_are_not_journaled() =>
        Assert.All([120, 122, 150, 152, 308], id => Assert.Null(JournaledEvents.KindOf(id)));

    private static string[] Fields(string text) => [.. Field().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(
        @"\[LoggerMessage\(\s*(?<id>\d+),\s*LogLevel\.\w+,\s*""(?<text>(?:[^""\\]|\\.)*)""(?:,\s*EventName = ""(?<name>[^""]+)"")?\)\]\s+public static partial void (?<method>\w+)\(")]
    private static partial Regex Message();

    [GeneratedRegex(@"\{(\w+)(?::[^}]*)?\}")]
    private static partial Regex Field();
}

using System.Text.Json;
using Microsoft.Extensions.Logging;
using Perdure.Logging;

namespace Perdure.Tests.Logging;

public sealed class LogFormatTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 5, TimeSpan.Zero);

    [Fact]
    public void Text_has_time_level_event_and_message() => Assert.Equal(
        "2026-03-01T12:00:00.005Z info  reload-accepted  perdure.yaml reloaded",
        LogFormat.Text(Line("perdure.yaml reloaded")));

    [Fact]
    public void Text_is_one_line_without_control_characters_whatever_the_message() =>
        Assert.EndsWith("  one | two[31m three", LogFormat.Text(Line("one\r\ntwo\u001b[31m\tthree")), StringComparison.Ordinal);

    [Fact]
    public void Json_has_the_values_of_the_message_as_members()
    {
        var json = JsonElement.Parse(LogFormat.Json(Line("x", new("Service", "catalog"), new("Count", 3), new("{OriginalFormat}", "…"))));

        Assert.Equal("reload-accepted", json.GetProperty("event").GetString());
        Assert.Equal("info", json.GetProperty("level").GetString());
        Assert.Equal("catalog", json.GetProperty("service").GetString());
        Assert.Equal(3, json.GetProperty("count").GetInt32());
        Assert.Equal(7, json.EnumerateObject().Count());
    }

    [Fact]
    public void Json_keeps_its_own_members_from_values_of_the_same_name()
    {
        var json = JsonElement.Parse(LogFormat.Json(Line("real", new KeyValuePair<string, object?>("Message", "forged"))));

        Assert.Equal("real", json.GetProperty("message").GetString());
        Assert.Equal("forged", json.GetProperty("fieldMessage").GetString());
    }

    private static LogLine Line(string message, params KeyValuePair<string, object?>[] fields) =>
        new(At, LogLevel.Information, "reload-accepted", "Perdure", message, fields, null);
}

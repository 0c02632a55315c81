using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Perdure.Logging;

/// <summary>How a line of the log looks: text for people, or one JSON object for collectors. Always exactly one line.</summary>
internal static class LogFormat
{
    // The log is read by people and collectors, never put into a page.
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>2026-03-01T12:00:00.000Z info  reload-accepted  plan 2 is in force</c>.</summary>
    public static string Text(in LogLine line)
    {
        var text = new StringBuilder();
        text.Append(Time(line.At)).Append(' ').Append(Level(line.Level).PadRight(5)).Append(' ').Append(line.Event).Append("  ");
        AppendOnOneLine(text, line.Message);
        if (line.Exception is not null)
        {
            text.Append(": ");
            AppendOnOneLine(text, Describe(line));
        }

        return text.ToString();
    }

    /// <summary>The same with the message's values as members of their own.</summary>
    public static string Json(in LogLine line)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteString("time", Time(line.At));
            json.WriteString("level", Level(line.Level));
            json.WriteString("event", line.Event);
            json.WriteString("message", line.Message);
            json.WriteString("source", line.Source);
            foreach (var (name, value) in line.Fields)
            {
                if (name != "{OriginalFormat}")
                    WriteField(json, JsonNamingPolicy.CamelCase.ConvertName(name), value);
            }

            if (line.Exception is not null)
                json.WriteString("exception", Describe(line));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        // A message's value must not pass for one of the line's own members.
        if (name is "time" or "level" or "event" or "message" or "source" or "exception")
            name = "field" + char.ToUpperInvariant(name[0]) + name[1..];
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            default: json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    // What people can act on is the message; the stack is for a defect, which is what the level error says.
    private static string Describe(in LogLine line) =>
        line.Level >= LogLevel.Error ? line.Exception!.ToString() : line.Exception!.Message;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    // Whatever a client or a process put into a message: it neither starts a line of its own nor steers the terminal.
    private static void AppendOnOneLine(StringBuilder text, string message)
    {
        foreach (var character in message)
        {
            if (character == '\n')
                text.Append(" | ");
            else if (!char.IsControl(character))
                text.Append(character);
            else if (character == '\t')
                text.Append(' ');
        }
    }
}

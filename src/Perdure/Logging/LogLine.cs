using Microsoft.Extensions.Logging;

namespace Perdure.Logging;

/// <summary>One line of the log before it is formatted.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Event">The event's name, such as <c>reload-refused</c>.</param>
/// <param name="Source">The room that wrote it, such as <c>Perdure.Gateway</c>.</param>
/// <param name="Message">What happened.</param>
/// <param name="Fields">The message's values by name; may be empty.</param>
/// <param name="Exception">What caused it; null for most lines.</param>
internal readonly record struct LogLine(
    DateTimeOffset At,
    LogLevel Level,
    string Event,
    string Source,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Fields,
    Exception? Exception);

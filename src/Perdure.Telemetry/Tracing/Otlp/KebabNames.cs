using System.Collections.Frozen;
using System.Text.Json;

namespace Perdure.Telemetry.Tracing.Otlp;

/// <summary>The names of an enumeration as they are shown: <c>timed-out</c> for <c>TimedOut</c>.</summary>
internal static class KebabNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> s_names =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

    public static string Of(T value) => s_names.GetValueOrDefault(value, "unknown");
}

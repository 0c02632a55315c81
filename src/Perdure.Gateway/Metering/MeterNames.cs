using System.Text.Json;

namespace Perdure.Gateway.Metering;

/// <summary>The values of enumerations as metrics show them: in small letters, with hyphens.</summary>
public static class MeterNames<T>
    where T : struct, Enum
{
    private static readonly string[] s_names = [.. Enum.GetValues<T>().Select(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()))];

    /// <summary>The names in the order of the values.</summary>
    public static IReadOnlyList<string> All => s_names;

    internal static string[] Shared => s_names;
}

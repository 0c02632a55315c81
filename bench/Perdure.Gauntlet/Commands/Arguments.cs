using System.Globalization;

namespace Perdure.Gauntlet.Commands;

/// <summary>The command line: <c>command --name value --flag</c>.</summary>
public sealed class Arguments
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);

    /// <summary>Reads the options after the command.</summary>
    /// <exception cref="FormatException">A word is no option.</exception>
    public Arguments(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                throw new FormatException($"'{words[i]}' is no option; options look like --seeds 3.");
            var hasValue = i + 1 < words.Count && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
            _values[words[i][2..]] = hasValue ? words[++i] : null;
        }
    }

    /// <summary>Whether the option is there, with or without a value.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The value of an option, or null.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <summary>The value of an option that must be there.</summary>
    /// <exception cref="FormatException">It is missing.</exception>
    public string Required(string name) => Text(name) ?? throw new FormatException($"--{name} VALUE is missing.");

    /// <summary>The value of a numeric option.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public double Number(string name, double otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"--{name} needs a number, not '{text}'.");
    }

    /// <summary>The values of an option separated by commas; empty when it is missing.</summary>
    public string[] List(string name) => Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Perdure.Telemetry.Alerting.Silences;

/// <summary>A condition on one label, as Alertmanager writes them: <c>name=value</c>, <c>!=</c>, <c>=~</c>, <c>!~</c>. A label that is not there is empty. Immutable.</summary>
public sealed class LabelMatcher
{
    private const int TextMax = 500;

    private readonly Regex? _regex;

    private LabelMatcher(string name, string op, string value, Regex? regex) => (Name, Operator, Value, _regex) = (name, op, value, regex);

    /// <summary>The label.</summary>
    public string Name { get; }

    /// <summary><c>=</c>, <c>!=</c>, <c>=~</c> or <c>!~</c>.</summary>
    public string Operator { get; }

    /// <summary>The value, or the expression that all of it must match.</summary>
    public string Value { get; }

    /// <summary>Reads one, quotes around the value or not; null when it is none, and <paramref name="problem"/> says why.</summary>
    public static LabelMatcher? Parse(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = text.Length > TextMax ? $"at most {TextMax} characters" : "write it like alertname=PerdureStoreLost, service!=catalog or service=~\"pay.*\"";
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
            length++;
        if (length == 0 || char.IsAsciiDigit(text[0]) || text.Length > TextMax)
            return null;
        var rest = text[length..];
        if (((string[])["=~", "!~", "!=", "="]).FirstOrDefault(one => rest.StartsWith(one, StringComparison.Ordinal)) is not { } op)
            return null;
        var value = rest[op.Length..];
        if (value is ['"', .. var inner, '"'])
            value = inner;
        Regex? regex = null;
        try
        {
            // Linear in time, whatever is written.
            regex = op.EndsWith('~') ? new Regex($"^(?:{value})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) : null;
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            problem = "the expression after ~ cannot be used";
            return null;
        }

        problem = null;
        return new LabelMatcher(text[..length], op, value, regex);
    }

    /// <summary>Whether labels fulfil it.</summary>
    public bool Matches(ImmutableSortedDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var value = labels.GetValueOrDefault(Name, "");
        return (_regex?.IsMatch(value) ?? value == Value) != Operator.StartsWith('!');
    }

    /// <summary>Whether an alert without the label would fulfil it: such a matcher alone would silence everything.</summary>
    public bool MatchesEmpty => Matches(ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>As it can be read again.</summary>
    public override string ToString() => $"{Name}{Operator}\"{Value}\"";
}

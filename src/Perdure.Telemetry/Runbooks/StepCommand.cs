using System.Collections.Immutable;
using Perdure.Model;
using Perdure.Telemetry.Alerting.Silences;

namespace Perdure.Telemetry.Runbooks;

/// <summary>A command of a runbook that the node itself can carry out, with its placeholders. Everything that is not on the list is for people to type. Immutable.</summary>
public sealed record StepCommand
{
    /// <summary>The names of placeholders, each of which stands for one name.</summary>
    public static readonly ImmutableArray<string> Placeholders = ["SERVICE", "INSTANCE", "FLAG", "QUEUE"];

    private const string Program = "perdure";
    private static readonly TimeSpan SilenceDefault = TimeSpan.FromHours(2);

    /// <summary>What to do.</summary>
    public required StepVerb Verb { get; init; }

    /// <summary>With what: service and instance, flag and setting, queue, or the conditions of a silence. May be placeholders.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>How long a silence holds.</summary>
    public TimeSpan Lasting { get; init; } = SilenceDefault;

    /// <summary>Why there is a silence.</summary>
    public string Comment { get; init; } = "";

    /// <summary>What its placeholders were filled with.</summary>
    public ImmutableSortedDictionary<string, string> Named { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The placeholders in it, in their order.</summary>
    public ImmutableArray<string> Needs =>
        [.. Arguments.Select(PlaceholderIn).OfType<string>().Distinct()];

    /// <summary>Reads a command; null when it is not one that the node carries out.</summary>
    public static StepCommand? Parse(string? command)
    {
        if (command is null || CommandWords.Split(command) is not [Program, .. var words])
            return null;
        return words switch
        {
            ["status"] or ["status", "--output", "json" or "text" or "table"] => new StepCommand { Verb = StepVerb.Status },
            ["drain", var service, var instance] => Of(StepVerb.Drain, service, instance),
            ["undrain", var service, var instance] => Of(StepVerb.Undrain, service, instance),
            ["eject", var service, var instance] => Of(StepVerb.Eject, service, instance),
            ["restore", var service, var instance] => Of(StepVerb.Restore, service, instance),
            ["breaker", "open", var service, var instance] => Of(StepVerb.BreakerOpen, service, instance),
            ["breaker", "closed", var service, var instance] => Of(StepVerb.BreakerClosed, service, instance),
            ["breaker", "auto", var service, var instance] => Of(StepVerb.BreakerAuto, service, instance),
            ["flags", "set", var flag, var setting] when Percent(setting) is not null => Of(StepVerb.FlagSet, flag, setting),
            ["queue", "retry", var queue] => Of(StepVerb.QueueRetry, queue),
            ["alerts", "silence", .. var rest] => Silence(rest),
            _ => null,
        };
    }

    /// <summary>With the placeholders filled; null when a value is missing. Whatever a value is, it is a name: in a condition it stands in quotes, so that it makes no other operator of it.</summary>
    public StepCommand? Fill(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (filled, named) = (ImmutableArray.CreateBuilder<string>(Arguments.Length), Named);
        foreach (var argument in Arguments)
        {
            if (PlaceholderIn(argument) is not { } placeholder)
            {
                filled.Add(argument);
                continue;
            }

            if (!values.TryGetValue(placeholder, out var value) || value.Length == 0)
                return null;
            filled.Add(argument.Length == placeholder.Length ? value : $"{argument[..^placeholder.Length]}\"{value}\"");
            named = named.SetItem(placeholder, value);
        }

        return this with { Arguments = filled.ToImmutable(), Named = named };
    }

    /// <summary>A command as somebody would have typed it: its text with the placeholders filled, and no other word touched.</summary>
    public static string Typed(string text, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(values);
        return string.Join(' ', text.Split(' ').Select(word =>
            PlaceholderIn(word) is { } placeholder && values.TryGetValue(placeholder, out var value) ? word[..^placeholder.Length] + value : word));
    }

    /// <summary>0 to 100 for <c>on</c>, <c>off</c> or a whole percentage; null for anything else.</summary>
    public static int? Percent(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "on" => 100,
            "off" => 0,
            [.. var digits, '%'] when int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var percent) && percent <= 100 => percent,
            _ => null,
        };
    }

    /// <summary>Whether these are the conditions of a silence: each can be read, and together they do not hold for every alert.</summary>
    public static bool IsSilence(IReadOnlyList<string> matchers)
    {
        ArgumentNullException.ThrowIfNull(matchers);
        var parsed = matchers.Select(matcher => LabelMatcher.Parse(matcher, out _)).ToList();
        return !parsed.Contains(null) && parsed.Any(matcher => !matcher!.MatchesEmpty);
    }

    private static StepCommand? Of(StepVerb verb, params string[] arguments) =>
        arguments.Any(argument => argument.Length == 0 || argument[0] == '-') ? null : new StepCommand { Verb = verb, Arguments = [.. arguments] };

    private static StepCommand? Silence(List<string> words)
    {
        var (matchers, lasting, comment) = (ImmutableArray.CreateBuilder<string>(), SilenceDefault, "");
        for (var at = 0; at < words.Count; at++)
        {
            if (words[at] == "--for" && at + 1 < words.Count && DurationText.TryParse(words[at + 1], out lasting) && lasting > TimeSpan.Zero && lasting <= SilenceBook.LongestTime)
                at++;
            else if (words[at] == "--comment" && at + 1 < words.Count)
                comment = words[++at];
            else if (LabelMatcher.Parse(words[at], out _) is not null)
                matchers.Add(words[at]);
            else
                return null;
        }

        return IsSilence(matchers) ? new StepCommand { Verb = StepVerb.Silence, Arguments = matchers.ToImmutable(), Lasting = lasting, Comment = comment } : null;
    }

    // SERVICE, or service=SERVICE.
    private static string? PlaceholderIn(string argument) => Placeholders.FirstOrDefault(placeholder =>
        argument.EndsWith(placeholder, StringComparison.Ordinal) && (argument.Length == placeholder.Length || argument[argument.Length - placeholder.Length - 1] == '='));
}

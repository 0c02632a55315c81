using System.CommandLine;
using Perdure.Model;

namespace Perdure.Commands;

/// <summary>Options that take a duration, written as in the system file.</summary>
internal static class DurationOption
{
    /// <summary>Creates one; without a default it may be absent.</summary>
    public static Option<string?> Create(string name, string description, string? otherwise, TimeSpan min, TimeSpan max)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DURATION" };
        if (otherwise is not null)
            option.DefaultValueFactory = _ => otherwise;
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && (!DurationText.TryParse(token.Value, out var value) || value < min || value > max))
                result.AddError($"{name}: expected a duration from {DurationText.Format(min)} to {DurationText.Format(max)}, found \"{token.Value}\"");
        });
        return option;
    }

    /// <summary>What was given, or the default; null for neither.</summary>
    public static TimeSpan? Duration(this ParseResult parsed, Option<string?> option) =>
        DurationText.TryParse(parsed.GetValue(option), out var value) ? value : null;
}

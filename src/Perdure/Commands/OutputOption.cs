using System.CommandLine;

namespace Perdure.Commands;

/// <summary><c>--output</c>: what people read, or JSON for programs.</summary>
internal static class OutputOption
{
    /// <summary>Creates the option; <paramref name="human"/> names the form for people, the default.</summary>
    public static Option<string> Create(string human)
    {
        var option = new Option<string>("--output", "-o")
        {
            Description = $"How to show it: {human} or json",
            HelpName = $"{human}|json",
            DefaultValueFactory = _ => human,
        };
        option.AcceptOnlyFromAmong(human, "json");
        return option;
    }

    /// <summary>Whether JSON was asked for.</summary>
    public static bool IsJson(this ParseResult parsed, Option<string> option) => parsed.GetValue(option) == "json";
}

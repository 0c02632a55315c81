using System.CommandLine;
using System.Globalization;
using Perdure.Console.Flags;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure flags list|set|clear</c>: the feature flags of the system, on all nodes.</summary>
internal static class FlagCommands
{
    /// <summary>Creates the commands.</summary>
    public static Command Create() => new Command("flags", "Shows and sets feature flags, on all nodes of the system.")
    {
        List(),
        Set(),
        Clear(),
    }.WithExamples("perdure flags list", "perdure flags set new-checkout 25%", "perdure flags clear new-checkout");

    private static Command List()
    {
        var admin = new AdminOptions();
        var output = OutputOption.Create("table");
        var command = new Command("list", "Shows every flag: whether it is on, who set it, and its default.");
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var flags = await client.FlagsAsync(cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(flags, CommandJson.Default.FlagList);
            else
                FlagTable.Write(Screen.Create(System.Console.Out), flags.Flags, TimeProvider.System.GetUtcNow());
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure flags list", "perdure flags list --output json | jq '.flags[] | select(.set)'");
    }

    private static Command Set()
    {
        var name = Name();
        var value = new Argument<int>("VALUE")
        {
            Description = "on, off, or for how many of a hundred users, such as 25%",
            HelpName = "on|off|N%",
            CustomParser = result =>
            {
                if (Percent(result.Tokens[0].Value) is { } percent)
                    return percent;
                result.AddError($"VALUE: expected on, off or a percentage such as 25%, found \"{result.Tokens[0].Value}\"");
                return 0;
            },
        };
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command("set", "Sets a flag on all nodes.") { name, value };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var flag = await client.SetFlagAsync(parsed.GetRequiredValue(name), parsed.GetValue(value), cancellation);
            Show(flag, parsed.IsJson(output));
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure flags set new-checkout on", "perdure flags set new-checkout 25%");
    }

    private static Command Clear()
    {
        var name = Name();
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command("clear", "Gives a flag back to its default in the system file.") { name };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            Show(await client.ClearFlagAsync(parsed.GetRequiredValue(name), cancellation), parsed.IsJson(output));
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure flags clear new-checkout");
    }

    /// <summary>0 to 100 for <c>on</c>, <c>off</c> or a whole percentage; null for anything else.</summary>
    internal static int? Percent(string text) => text switch
    {
        "on" => 100,
        "off" => 0,
        [.. var digits, '%'] when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= 100 => percent,
        _ => null,
    };

    private static Argument<string> Name() => new("NAME") { Description = "The flag's name in the system file" };

    private static void Show(FlagStatus flag, bool json)
    {
        if (json)
            JsonOutput.Write(flag, CommandJson.Default.FlagStatus);
        else
            System.Console.Out.WriteLine($"{flag.Name} {FlagTable.Setting(flag.Percent)}{ReachText.Of(flag.Reach)}");
    }
}

using System.CommandLine;
using Perdure.Client.Members;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure members</c>: the nodes and the groups, or who is in a group.</summary>
internal static class MembersCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var group = new Argument<string?>("GROUP")
        {
            Description = "A group of services' processes; without it the nodes and all groups",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var admin = new AdminOptions(several: true);
        var output = OutputOption.Create("table");
        var command = new Command("members", "Shows the nodes that agree with each other, and the groups that services have joined.") { group };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.ConnectServices(parsed);
            var json = parsed.IsJson(output);
            return await ServiceErrors.ExplainAsync(() => parsed.GetValue(group) is { } name
                ? ShowGroupAsync(client.Members, name, json, cancellation)
                : ShowAllAsync(client.Members, json, cancellation));
        });
        return command.WithExamples(
            "perdure members",
            "perdure members workers",
            "perdure members --output json | jq -r '.nodes[].admin'");
    }

    private static async Task<int> ShowAllAsync(MembersClient members, bool json, CancellationToken cancellation)
    {
        var all = await members.DirectoryAsync(cancellation);
        if (json)
            JsonOutput.Write(all, CommandJson.Default.MemberDirectory);
        else
            MemberTables.Write(Screen.Create(System.Console.Out), all);
        return ExitCode.Fine;
    }

    private static async Task<int> ShowGroupAsync(MembersClient members, string group, bool json, CancellationToken cancellation)
    {
        var all = await members.ListAsync(group, cancellation);
        if (json)
            JsonOutput.Write(all, CommandJson.Default.IReadOnlyListMemberInfo);
        else
            MemberTables.Write(Screen.Create(System.Console.Out), all);
        return ExitCode.Fine;
    }
}

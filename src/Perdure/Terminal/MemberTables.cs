using System.Globalization;
using Perdure.Client.Members;
using Spectre.Console;

namespace Perdure.Terminal;

/// <summary>The nodes, the groups and the members of a group, one row each.</summary>
internal static class MemberTables
{
    /// <summary>The nodes, and below them the groups when there are any.</summary>
    public static void Write(IAnsiConsole console, MemberDirectory all)
    {
        var nodes = Create("node", "zone", "region", "version", "admin", "started");
        foreach (var node in all.Nodes)
        {
            var started = node.StartedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Add(nodes, node.Id, node.Zone, node.Region, node.Version, node.Admin, started);
        }

        console.Write(nodes);
        if (all.Groups.Count == 0)
            return;
        var groups = Create("group", "members");
        foreach (var group in all.Groups)
            Add(groups, group.Name, group.Members.ToString(CultureInfo.InvariantCulture));
        console.Write(groups);
    }

    /// <summary>The members of a group.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<MemberInfo> members)
    {
        var table = Create("member", "address", "zone", "version", "data");
        foreach (var member in members)
            Add(table, member.Id, member.Address, member.Zone, member.Version, member.Data);
        console.Write(table);
    }

    private static Table Create(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).NoWrap());
        return table;
    }

    private static void Add(Table table, params string?[] cells) => table.AddRow([.. cells.Select(cell => Markup.Escape(cell ?? ""))]);
}

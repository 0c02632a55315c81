using System.Text.RegularExpressions;
using Perdure.House.Tests.Support;

namespace Perdure.House.Tests.Documents;

/// <summary>ARCHITECTURE.md tells the truth, except for the section that says it is about the future.</summary>
public sealed partial class ArchitectureTests
{
    private const string PlannedHeading = "Rooms that are planned";

    private static readonly string s_text = Repository.Read("ARCHITECTURE.md");
    private static readonly string s_present = s_text.Replace(Markdown.Section(s_text, PlannedHeading), "", StringComparison.Ordinal);

    // Project, then what it may reference, in the order of the table.
    private static readonly IReadOnlyList<(string Project, IReadOnlyList<string> May)> s_rooms =
        [.. Row().Matches(Markdown.Section(s_text, "Rooms")).Select(row => (row.Groups[1].Value, (IReadOnlyList<string>)[.. Markdown.Code(row.Groups[2].Value)]))];

    [Fact]
    public void Architecture_names_every_project() => Assert.Equal(Projects.Names.Order(), s_rooms.Select(room => room.Project).Order());

    [Fact]
    public void References_are_those_of_the_table_and_go_downwards()
    {
        var names = s_rooms.Select(room => room.Project).ToList();
        var wrong = new List<string>();
        foreach (var (project, may) in s_rooms)
        {
            foreach (var reference in Projects.ReferencesOf(project))
            {
                if (!may.Contains(reference))
                    wrong.Add($"{project} references {reference}, which the table does not allow");
                if (names.IndexOf(reference) <= names.IndexOf(project))
                    wrong.Add($"{project} references {reference}, which stands above it");
            }

            wrong.AddRange(may.Except(Projects.ReferencesOf(project)).Select(spare => $"the table lets {project} reference {spare}, which it does not"));
        }

        Violations.None(wrong);
    }

    [Fact]
    public void Architecture_names_only_what_exists()
    {
        var types = Declarations.AllNames();
        var folders = Repository.FilesOf(".cs", "src").Select(file => Path.GetDirectoryName(file)!.Replace('\\', '/')).ToHashSet();
        var wrong = Markdown.Code(s_present).Concat(Markdown.Blocks(s_present, "").SelectMany(Words))
            .Where(code => Name().IsMatch(code))
            .Where(code => !Exists(code, types, folders));
        Violations.None(wrong.Distinct());
    }

    [Fact]
    public void Architecture_names_paths_that_exist()
    {
        var wrong = Markdown.Code(s_present)
            .Where(code => code.Contains('/') && !code.StartsWith('/') && FilePath().IsMatch(code))
            .Where(code => !Path.Exists(Repository.PathOf(code)) && !Path.Exists(Repository.PathOf("src/" + code)));
        Violations.None(wrong.Distinct());
    }

    [Fact]
    public void Planned_rooms_do_not_exist_yet()
    {
        var planned = Markdown.Code(Markdown.Section(s_text, PlannedHeading)).Where(code => code.StartsWith("Perdure.", StringComparison.Ordinal));
        Violations.None(planned.Intersect(Projects.Names));
    }

    // A file at the root, a project, a folder of one, a type, or a member of a type, which is as true as its type.
    private static bool Exists(string code, HashSet<string> types, HashSet<string> folders) =>
        File.Exists(Repository.PathOf(code)) || Projects.Names.Contains(code) || types.Contains(code.Split('.')[0]) || folders.Any(folder => folder.EndsWith("/" + code, StringComparison.Ordinal));

    private static IEnumerable<string> Words(string block) => block.Split([' ', '\n', '(', ')', ',', '→', '│', '/'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^\| `(Perdure[.\w]*)` \|[^|]*\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^[A-Z][a-z0-9]+(?:[A-Z.][A-Za-z0-9]*)+$|^Perdure$|^[A-Z][a-z]{5,}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[\w./-]+$")]
    private static partial Regex FilePath();
}

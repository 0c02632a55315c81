using System.Text.RegularExpressions;
using Perdure.House.Tests.Support;

namespace Perdure.House.Tests.Sources;

public sealed partial class FileRuleTests
{
    private const int LinesMax = 500;
    private const int LinesMedian = 60;
    private const int Lines90 = 200;

    [Fact]
    public void Source_files_stay_short()
    {
        var files = Repository.FilesOf(".cs", "src", "tests", "bench", "examples");
        Assert.NotEmpty(files);
        Violations.None(files.Where(file => Repository.Lines(file).Length > LinesMax).Select(file => $"{file} has over {LinesMax} lines: divide it"));
    }

    [Fact]
    public void Source_files_are_mostly_much_shorter()
    {
        int[] lengths = [.. Repository.FilesOf(".cs", "src").Select(file => Repository.Lines(file).Length).Order()];
        Assert.True(lengths[lengths.Length / 2] <= LinesMedian, $"the median file has {lengths[lengths.Length / 2]} lines, over {LinesMedian}");
        Assert.True(lengths[lengths.Length * 9 / 10] <= Lines90, $"a tenth of the files has over {lengths[lengths.Length * 9 / 10]} lines");
    }

    [Fact]
    public void Source_files_hold_one_public_type_and_have_its_name()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.FilesOf(".cs", "src"))
        {
            var types = Declarations.TopLevel(file);
            var name = Path.GetFileName(file).Split('.')[0];
            if (types.Count(type => type.IsPublic) > 1)
                wrong.Add($"{file} has {types.Count(type => type.IsPublic)} public types: give each a file of its own");
            if (types.Count > 0 && types.All(type => type.Name != name))
                wrong.Add($"{file} has no type of its own name: rename one of the two");
        }

        Violations.None(wrong);
    }

    [Fact]
    public void Files_name_neither_machines_nor_package_hosts()
    {
        var wrong =
            from file in Repository.Files
            where IsText(file)
            from match in Banned().Matches(Repository.Read(file))
            select $"{file} names \"{match.Value}\", which is of one machine or one network only";
        Violations.None(wrong);
    }

    [Fact]
    public void Sources_leave_nothing_to_be_done()
    {
        var mark = new Regex(@"\b(?:TO" + "DO|FIX" + "ME|X" + @"XX|HA" + @"CK)\b");
        var wrong = Repository.FilesOf(".cs").Where(file => mark.IsMatch(Repository.Read(file)));
        Violations.None(wrong);
    }

    [Fact]
    public void Skipped_tests_say_why()
    {
        var wrong =
            from file in Repository.FilesOf(".cs", "tests")
            from match in Skip().Matches(Repository.Read(file))
            select $"{file}: {match.Value}: say in the text why it is skipped";
        Violations.None(wrong);
    }

    private static bool IsText(string file) =>
        Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets" or ".slnx" or ".json" or ".yaml" or ".yml" or ".md" or ".sh" or ".txt" or ".conf"
            or ".cfg" or ".fish" or ".bash" or ".zsh" or ".ps1" or ".pwsh" or ".proto" or "";

    // Written so that this file does not contain what it looks for. Placeholders in capitals are left alone.
    [GeneratedRegex(
        @"(?<![\w.~-])/(?:home|Users)/[a-z]\w+|(?<![\w.~-])/(?:root|work)/\w+|/tmp/perdur[e]/" +
        @"|\b(?:nu[g]et|np[m]js|py[p]i)\.org\b|\b(?:deb|security)\.de[b]ian\.org\b|\bproxy\.go[l]ang\.org\b|\bcrate[s]\.io\b")]
    private static partial Regex Banned();

    // A string of some length, or a name or call that holds one.
    [GeneratedRegex(@"\bSkip *= *(?:null|""[^""]{0,9}"")")]
    private static partial Regex Skip();
}

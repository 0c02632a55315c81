using System.Text.RegularExpressions;

namespace Perdure.House.Tests.Support;

/// <summary>The types that sources declare, found by their text.</summary>
internal static partial class Declarations
{
    /// <summary>The top-level types of a file. Namespaces are file-scoped, so these are the ones without indentation.</summary>
    public static IReadOnlyList<(string Name, bool IsPublic)> TopLevel(string file) =>
        [.. Declared().Matches(Repository.Read(file)).Where(match => match.Groups["indent"].Length == 0)
            .Select(match => (match.Groups["name"].Value, match.Groups["modifiers"].Value.Contains("public", StringComparison.Ordinal)))];

    /// <summary>The names of all types under <c>src</c>, nested ones too.</summary>
    public static HashSet<string> AllNames() =>
        [.. Repository.FilesOf(".cs", "src").SelectMany(file => Declared().Matches(Repository.Read(file))).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(
        @"^(?<indent> *)(?<modifiers>(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|unsafe) +)+)" +
        @"(?:class|interface|enum|struct|record(?: +(?:class|struct))?) +(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();
}

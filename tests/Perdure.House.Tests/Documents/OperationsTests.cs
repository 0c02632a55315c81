using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Perdure.Console.Problems;
using Perdure.Gateway.Answers;
using Perdure.House.Tests.Support;

namespace Perdure.House.Tests.Documents;

/// <summary>docs/operations.md knows every answer and every log line of a node.</summary>
public sealed partial class OperationsTests
{
    private static readonly HashSet<string> s_code = [.. Markdown.Code(Repository.Read("docs/operations.md"))];

    private static readonly IReadOnlyList<(string File, int Id, string Name)> s_events =
    [
        .. from file in Repository.FilesOf(".cs", "src")
           from match in Message().Matches(Repository.Read(file))
           let name = match.Groups["name"] is { Success: true } named ? named.Value : match.Groups["method"].Value
           select (file, int.Parse(match.Groups["id"].Value), JsonNamingPolicy.KebabCaseLower.ConvertName(name)),
    ];

    [Fact]
    public void Answers_of_the_gateway_are_documented() => Violations.None(Problems.All.Select(problem => problem.Name).Where(name => !s_code.Contains(name)));

    [Fact]
    public void Answers_of_the_gateway_are_all_listed()
    {
        var declared = typeof(Problems).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Problem>();
        Assert.Equal(declared.OrderBy(problem => problem.Type), Problems.All.OrderBy(problem => problem.Type));
        Assert.Equal(Problems.All.Count, Problems.All.Select(problem => problem.Type).Distinct().Count());
    }

    [Fact]
    public void Answers_of_the_admin_api_are_documented()
    {
        var names = typeof(ProblemTypes).GetFields().Select(field => ((string)field.GetRawConstantValue()!).Split(':')[^1]);
        Violations.None(names.Where(name => !s_code.Contains(name)));
    }

    [Fact]
    public void Log_events_are_documented() => Violations.None(s_events.Select(line => line.Name).Where(name => !s_code.Contains(name)).Distinct());

    [Fact]
    public void Log_events_have_ids_and_names_of_their_own()
    {
        Assert.NotEmpty(s_events);
        Violations.None(s_events.GroupBy(line => line.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(line => line.Name))}"));
        Violations.None(s_events.GroupBy(line => line.Name).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(line => line.File))}"));
    }

    [Fact]
    public void Log_messages_of_a_module_stand_in_one_file() =>
        Violations.None(s_events.GroupBy(line => line.File.Split('/')[1]).Where(module => module.Select(line => line.File).Distinct().Count() > 1).Select(module => module.Key));

    [GeneratedRegex(
        @"\[LoggerMessage\((?<id>\d+), LogLevel\.\w+, ""(?:[^""\\]|\\.)*""(?:, EventName = ""(?<name>[^""]+)"")?\)\]\s+public static partial void (?<method>\w+)\(")]
    private static partial Regex Message();
}

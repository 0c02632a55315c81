using Perdure.Model.Reading;

namespace Perdure.Model.Tests.Reading;

public sealed class EnvironmentTests
{
    [Fact]
    public void Variable_in_any_scalar_is_put_in()
    {
        var text = SystemFile.Head
            .Replace("system: s", "system: \"${NAME}-${NAME}\"", StringComparison.Ordinal)
            .Replace("127.0.0.1:8080", "\"127.0.0.1:${PORT}\"", StringComparison.Ordinal)
            + "    retry: { attempts: \"${ATTEMPTS}\" }";

        var model = SystemFile.Model(text, ("NAME", "shop"), ("PORT", "81"), ("ATTEMPTS", "2"));

        Assert.Equal(("shop-shop", 81, 2), (model.Name, model.Listeners[0].Address.Port, model.Services[0].Retry.Attempts));
    }

    [Fact]
    public void Value_is_data_whatever_is_in_it()
    {
        var text = SystemFile.Head.Replace("id: a1,", "id: a1, process: { command: [run, \"${X}\"] },", StringComparison.Ordinal);

        var model = SystemFile.Model(text, ("X", "a\nb: ]} # ${Y} \"'"));

        Assert.Equal("a\nb: ]} # ${Y} \"'", model.Services[0].Instances[0].Process!.Command[1]);
    }

    [Fact]
    public void Two_dollars_are_the_characters_themselves()
    {
        var text = SystemFile.Head.Replace("id: a1,", "id: a1, process: { command: [run, \"$${X} $$ $Y\"] },", StringComparison.Ordinal);

        Assert.Equal("${X} $$ $Y", SystemFile.Model(text).Services[0].Instances[0].Process!.Command[1]);
    }

    [Fact]
    public void Missing_variables_are_errors_each() => SystemFile.Says(
        SystemFile.WithServiceKey("slowStart: ${A}${B}${A}"),
        "7:16: error: services.a.slowStart: the environment variable A is not set; set it before Perdure starts",
        "7:16: error: services.a.slowStart: the environment variable B is not set; set it before Perdure starts");

    [Fact]
    public void Missing_variable_in_a_check_is_a_warning_and_a_placeholder_stands_in()
    {
        var text = SystemFile.WithKey(
            """
              b:
                instances: [{ id: "${A}", url: "${A}", zone: "${A}" }, { id: "${B}", url: "${B}" }]
                retry: { attempts: "${A}", backoff: "${A}", maxBackoff: 1ms }
            """);

        var result = SystemFile.Read(text, new SystemFileOptions { CheckOnly = true });

        Assert.True(result.Ok);
        Assert.Equal(7, result.Diagnostics.Length);
        Assert.All(result.Diagnostics, d => Assert.Equal((DiagnosticKind.Environment, DiagnosticSeverity.Warning), (d.Kind, d.Severity)));
        Assert.Equal(2, result.Model.Services[1].Instances.Length);
    }

    [Theory]
    [InlineData("${A-B}", "\"${A-B}\", which names no environment variable")]
    [InlineData("${}", "\"${}\", which names no environment variable")]
    [InlineData("${A", "a ${ without its }")]
    public void Variable_that_is_none_is_an_error(string value, string found) => SystemFile.Says(
        SystemFile.WithServiceKey($"slowStart: '{value}'"),
        $"7:16: error: services.a.slowStart: expected a duration from 0s to 1h, found {found}; "
        + "write ${NAME} for an environment variable, and $${ for the characters ${ themselves");

    [Fact]
    public void Value_that_does_not_fit_is_not_shown()
    {
        var result = SystemFile.Read(SystemFile.WithServiceKey("slowStart: ${A}"), ("A", "hunter2"));

        Assert.Equal(
            ["7:16: error: services.a.slowStart: expected a duration from 0s to 1h, found the value of ${A}, which is not shown here"],
            SystemFile.Lines(result));
    }

    [Fact]
    public void Value_without_end_is_refused()
    {
        var result = SystemFile.Read(SystemFile.WithServiceKey("slowStart: ${A}${A}"), ("A", new string('x', 40_000)));

        Assert.Contains("more than 65536 characters", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
    }
}

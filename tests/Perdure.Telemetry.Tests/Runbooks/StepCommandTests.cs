using Perdure.Telemetry.Alerting.Silences;
using Perdure.Telemetry.Runbooks;

namespace Perdure.Telemetry.Tests.Runbooks;

public sealed class StepCommandTests
{
    [Theory]
    [InlineData("perdure status", StepVerb.Status, "")]
    [InlineData("perdure status --output json", StepVerb.Status, "")]
    [InlineData("perdure drain SERVICE INSTANCE", StepVerb.Drain, "SERVICE INSTANCE")]
    [InlineData("perdure undrain catalog INSTANCE", StepVerb.Undrain, "INSTANCE")]
    [InlineData("perdure eject SERVICE c-1", StepVerb.Eject, "SERVICE")]
    [InlineData("perdure restore a b", StepVerb.Restore, "")]
    [InlineData("perdure breaker open SERVICE INSTANCE", StepVerb.BreakerOpen, "SERVICE INSTANCE")]
    [InlineData("perdure breaker closed SERVICE INSTANCE", StepVerb.BreakerClosed, "SERVICE INSTANCE")]
    [InlineData("perdure breaker auto SERVICE INSTANCE", StepVerb.BreakerAuto, "SERVICE INSTANCE")]
    [InlineData("perdure flags set FLAG off", StepVerb.FlagSet, "FLAG")]
    [InlineData("perdure flags set ads 25%", StepVerb.FlagSet, "")]
    [InlineData("perdure queue retry QUEUE", StepVerb.QueueRetry, "QUEUE")]
    [InlineData("perdure alerts silence alertname=PerdureErrors service=SERVICE --for 2h --comment \"we know\"", StepVerb.Silence, "SERVICE")]
    [InlineData("perdure alerts silence severity!=critical service=~\"pay.*\"", StepVerb.Silence, "")]
    public void Command_of_the_list_is_known_with_what_it_needs(string text, StepVerb verb, string needs)
    {
        var command = StepCommand.Parse(text);

        Assert.Equal((verb, needs), (command?.Verb, string.Join(' ', command?.Needs ?? [])));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("perdure")]
    [InlineData("perdure rollback")]
    [InlineData("perdure queue purge QUEUE --state dead")]
    [InlineData("perdure exec -- rm -rf /")]
    [InlineData("perdure drain SERVICE")]
    [InlineData("perdure drain SERVICE INSTANCE --admin http://elsewhere")]
    [InlineData("perdure drain --admin http://elsewhere")]
    [InlineData("perdure drain a b; rm -rf /")]
    [InlineData("perdure drain a b && perdure status")]
    [InlineData("perdure drain a $(id)")]
    [InlineData("perdure drain a \"$(id)\"")]
    [InlineData("perdure drain a \"b")]
    [InlineData("perdure drain \"\" b")]
    [InlineData("perdure status | sh")]
    [InlineData("perdure flags set FLAG 250%")]
    [InlineData("perdure flags set FLAG")]
    [InlineData("perdure alerts silence")]
    [InlineData("perdure alerts silence --for 2h")]
    [InlineData("perdure alerts silence alertname=X --for ever")]
    [InlineData("perdure alerts silence service!=a")]
    [InlineData("/bin/perdure status")]
    [InlineData("sudo perdure status")]
    public void Everything_else_is_for_people(string? text) => Assert.Null(StepCommand.Parse(text));

    [Fact]
    public void Placeholders_are_filled_with_whatever_is_given_and_nothing_is_split_anew()
    {
        var command = StepCommand.Parse("perdure drain SERVICE INSTANCE")!;

        Assert.Null(command.Fill(new Dictionary<string, string> { ["SERVICE"] = "a" }));
        Assert.Equal(["a b", "c; d"], command.Fill(new Dictionary<string, string> { ["SERVICE"] = "a b", ["INSTANCE"] = "c; d" })!.Arguments.AsEnumerable());
        Assert.Equal(
            ["alertname=X", "service=\"pay\""],
            StepCommand.Parse("perdure alerts silence alertname=X service=SERVICE")!.Fill(new Dictionary<string, string> { ["SERVICE"] = "pay" })!.Arguments.AsEnumerable());
    }

    [Theory]
    [InlineData("~.+")]
    [InlineData("a\"b")]
    [InlineData("SERVICE")]
    public void Name_in_a_condition_is_a_name_whatever_it_looks_like(string name)
    {
        var command = StepCommand.Parse("perdure alerts silence alertname=SERVICE_X service=SERVICE")!.Fill(new Dictionary<string, string> { ["SERVICE"] = name })!;

        var matcher = LabelMatcher.Parse(command.Arguments[1], out _)!;
        Assert.Equal(("=", name, name), (matcher.Operator, matcher.Value, command.Named["SERVICE"]));
        Assert.Equal($"perdure alerts silence alertname=SERVICE_X service={name}", StepCommand.Typed("perdure alerts silence alertname=SERVICE_X service=SERVICE", command.Named));
    }
}

using System.CommandLine;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure drain</c>, <c>undrain</c>, <c>eject</c>, <c>restore</c> and <c>breaker …</c>: changes of one instance.</summary>
internal static class InstanceCommands
{
    /// <summary>Creates the commands.</summary>
    public static IEnumerable<Command> Create()
    {
        yield return Action("drain", "drain", "Sends no new requests to an instance, on all nodes; those in flight finish.");
        yield return Action("undrain", "undrain", "Ends a drain.");
        yield return Action("eject", "eject", "Ejects an instance as outlier detection would.");
        yield return Action("restore", "restore", "Ends an ejection at once.");
        yield return new Command("breaker", "Holds the circuit breaker of an instance, or lets go of it.")
        {
            Action("open", "breaker/open", "Holds it open: the instance gets no requests.", "breaker "),
            Action("closed", "breaker/closed", "Holds it closed: the instance gets requests whatever it answers.", "breaker "),
            Action("auto", "breaker/auto", "Gives it back to the measurements.", "breaker "),
        }.WithExamples("perdure breaker open catalog catalog-1", "perdure breaker auto catalog catalog-1");
    }

    private static Command Action(string name, string path, string description, string parent = "")
    {
        var service = new Argument<string>("SERVICE") { Description = "The service's name in the system file" };
        var instance = new Argument<string>("INSTANCE") { Description = "The instance's id in the system file" };
        var admin = new AdminOptions();
        var output = OutputOption.Create("text");
        var command = new Command(name, description) { service, instance };
        admin.AddTo(command);
        command.Add(output);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var serviceName = parsed.GetRequiredValue(service);
            var after = await client.ActAsync(serviceName, parsed.GetRequiredValue(instance), path, cancellation);
            if (parsed.IsJson(output))
                JsonOutput.Write(after, CommandJson.Default.InstanceStatus);
            else
                System.Console.Out.WriteLine(
                    $"{serviceName}/{after.Id} {after.State} (breaker {after.Breaker.State}, {after.Breaker.Mode}){ReachText.Of(after.Reach)}");
            return ExitCode.Fine;
        });
        return command.WithExamples($"perdure {parent}{name} catalog catalog-1");
    }
}

using System.CommandLine;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure queue export</c>: the jobs of a queue with their content, a JSON object a line.</summary>
internal static class QueueExport
{
    private const int PageMax = 200;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var (queue, state, content, admin) = (QueueCommands.Name(), QueueCommands.State(), QueueCommands.Content(), new AdminOptions());
        var command = new Command("export", "Writes all jobs of a queue with their content to stdout, a JSON object a line; takes none of them.") { queue, state, content };
        admin.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = admin.Connect(parsed);
            var (name, after) = (parsed.GetRequiredValue(queue), 0L);
            do
            {
                var page = await client.JobsAsync(name, parsed.GetValue(state), after, PageMax, cancellation);
                foreach (var job in page.Jobs)
                {
                    // One by one: a page of the largest would be hundreds of megabytes.
                    if (await client.FindJobAsync(name, job.Id, parsed.GetValue(content), cancellation) is { } whole)
                        JsonOutput.Write(whole, LineJson.Default.JobDetails);
                }

                after = page.Next;
            }
            while (after != 0);
            return ExitCode.Fine;
        });
        return command.WithExamples("perdure queue export payments > payments.jsonl", "perdure queue export payments --state dead | jq .payload");
    }
}

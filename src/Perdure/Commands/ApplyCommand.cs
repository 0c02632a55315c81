using System.CommandLine;
using System.Globalization;
using Perdure.Administration;
using Perdure.Console.Configuration;
using Perdure.Coordination.Shared.Configuration;
using Perdure.Terminal;

namespace Perdure.Commands;

/// <summary><c>perdure apply FILE</c>: puts a system file in force on all nodes.</summary>
internal sealed class ApplyCommand
{
    private readonly Argument<string> _file = FileArgument.Create("The system file to put in force");
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only check it and show what would change" };
    private readonly Option<string?> _comment = new("--comment") { Description = "Why, for the history", HelpName = "TEXT" };
    private readonly Option<long?> _expect = new("--expect")
    {
        Description = "Refuse unless this version is in force (0: none yet), so that nobody's change is lost",
        HelpName = "VERSION",
    };

    private readonly Option<bool> _staged = new("--staged")
    {
        Description = "Node by node, watching each; stops and goes back by itself when errors rise",
    };

    private readonly Option<string?> _pause = new("--pause") { Description = "With --staged: how long each node is watched (10s)", HelpName = "DURATION" };
    private readonly Option<string?> _increase = new("--max-error-increase")
    {
        Description = "With --staged: by how much the share of failed requests may rise (1%)",
        HelpName = "PERCENT",
    };

    private readonly AdminOptions _admin = new();
    private readonly Option<string> _output = OutputOption.Create("text");

    private ApplyCommand()
    {
    }

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var apply = new ApplyCommand();
        var command = new Command("apply", "Checks a system file and puts it in force on all nodes of the system.")
        {
            apply._file, apply._dryRun, apply._comment, apply._expect, apply._staged, apply._pause, apply._increase,
        };
        apply._admin.AddTo(command);
        command.Add(apply._output);
        command.SetAction(apply.RunAsync);
        return command.WithExamples(
            "perdure apply production.yaml --dry-run",
            "perdure apply production.yaml --comment \"faster retries\"",
            "perdure apply production.yaml --staged --pause 1m --max-error-increase 0.5%",
            "perdure rollback          # back to the version before");
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(_file);
        var text = Read(file);
        using var client = _admin.Connect(parsed);
        ApplyAnswer answer;
        try
        {
            answer = await client.ApplyAsync(text, Query(parsed, file), cancellation);
        }
        catch (RefusedTextException refused)
        {
            if (parsed.IsJson(_output))
                JsonOutput.Write(new ApplyAnswer { Ok = false, Remarks = refused.Remarks }, CommandJson.Default.ApplyAnswer);
            WriteRemarks(file, refused.Remarks);
            var errors = refused.Remarks.Count(remark => remark.IsError());
            throw new CommandException($"{file} has {errors} error{(errors == 1 ? "" : "s")}; nothing was changed", ExitCode.Usage, refused);
        }

        if (parsed.IsJson(_output))
        {
            JsonOutput.Write(answer, CommandJson.Default.ApplyAnswer);
            return ExitCode.Fine;
        }

        WriteRemarks(file, answer.Remarks);
        DiffOutput.Write(Screen.Create(System.Console.Out), answer.Diff);
        System.Console.Out.WriteLine(Outcome(answer, parsed.GetValue(_dryRun), parsed.GetValue(_staged)));
        return ExitCode.Fine;
    }

    private static byte[] Read(string file)
    {
        try
        {
            var text = File.ReadAllBytes(file);
            // A node would close the connection in the middle of it.
            return text.Length <= SharedConfiguration.MaxTextBytes ? text : throw new CommandException(
                $"{file} has {text.Length} bytes, and a shared configuration at most {SharedConfiguration.MaxTextBytes}; make it shorter", ExitCode.Usage);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read {file}: {unreadable.Message}", ExitCode.Usage, unreadable);
        }
    }

    private IEnumerable<(string Name, string Value)> Query(ParseResult parsed, string file)
    {
        yield return ("name", Path.GetFileName(file));
        if (parsed.GetValue(_dryRun))
            yield return ("dryRun", "true");
        if (parsed.GetValue(_comment) is { } comment)
            yield return ("comment", comment);
        if (parsed.GetValue(_expect) is { } expected)
            yield return ("expected", expected.ToString(CultureInfo.InvariantCulture));
        if (parsed.GetValue(_staged))
            yield return ("staged", "true");
        if (parsed.GetValue(_pause) is { } pause)
            yield return ("pause", pause);
        if (parsed.GetValue(_increase) is { } increase)
            yield return ("maxErrorIncrease", increase);
    }

    // As perdure check writes them, so that editors find the place.
    private static void WriteRemarks(string file, IReadOnlyList<ConfigurationRemark> remarks)
    {
        foreach (var remark in remarks)
        {
            var path = remark.Path.Length == 0 ? "" : $"{remark.Path}: ";
            System.Console.Error.WriteLine($"{file}:{remark.Line}:{remark.Column}: {remark.Severity}: {path}{remark.Message}");
        }
    }

    private static string Outcome(ApplyAnswer answer, bool dryRun, bool staged) => (dryRun, answer.Changed) switch
    {
        (true, _) when answer.Diff.Length == 0 => $"no difference from {ConfigurationText.Of(answer.Version)}; nothing was applied",
        (true, _) => "it can be used; nothing was applied",
        (false, false) => $"no difference from {ConfigurationText.Of(answer.Version)}, which stays in force",
        _ when staged => $"version {answer.Version} goes from node to node; watch it with: perdure history",
        _ => $"version {answer.Version} is in force, the nodes follow; see them with: perdure history",
    };
}

using System.Collections.Immutable;
using Perdure.Model.Shapes;

namespace Perdure.Model.Declarations;

/// <summary>The key <c>process</c> of an instance.</summary>
internal static class ProcessShape
{
    private static readonly Key<ImmutableArray<string>> Command = new(
        "command",
        new ListShape<string>("a list of at least one text", Texts.Any, 1, 1_000),
        "The program and its arguments, passed as they are: no shell reads them.")
    {
        Required = true,
    };

    private static readonly Key<RestartPolicy> Restart = new(
        "restart",
        Choices.Of([("always", RestartPolicy.Always), ("on-failure", RestartPolicy.OnFailure), ("never", RestartPolicy.Never)]),
        "When it is started again after it ended.")
    {
        Default = "always",
    };

    private static readonly Key<string> WorkingDirectory = new("workingDirectory", Texts.FilePath, "The directory that it runs in.")
    {
        Default = ".",
        Otherwise = scope => scope.Context.BaseDirectory,
    };

    private static readonly Key<ImmutableArray<KeyValuePair<string, string>>> EnvironmentKey = new(
        "environment",
        new NamedShape<string>(
            "a mapping of variables and their values",
            "the name of a variable",
            "^[A-Za-z_][A-Za-z0-9_]*$",
            IsVariable,
            Texts.Any,
            0,
            1_000),
        "Variables added to the environment that it inherits.")
    {
        DefaultInWords = "none",
    };

    private static readonly Key<TimeSpan> StopTimeout = new(
        "stopTimeout", Durations.Between("0s", "10m"), "How long it may take to end after SIGTERM before it is killed.")
    {
        Default = "10s",
    };

    public static MappingShape<ProcessModel> Shape { get; } = new(
        [Command, Restart, WorkingDirectory, EnvironmentKey, StopTimeout],
        v => new ProcessModel
        {
            Command = v.Get(Command),
            Restart = v.Get(Restart),
            WorkingDirectory = v.Get(WorkingDirectory),
            Environment = v.Get(EnvironmentKey).ToImmutableSortedDictionary(StringComparer.Ordinal),
            StopTimeout = v.Get(StopTimeout),
        })
    {
        Check = CheckCommand,
    };

    private static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static void CheckCommand(Values v)
    {
        if (v.IsSound(Command) && v.Has(Command) && v.Get(Command)[0].Length == 0)
        {
            v.Contradiction(Command, "expected a program as the first item, found an empty text");
        }
    }
}

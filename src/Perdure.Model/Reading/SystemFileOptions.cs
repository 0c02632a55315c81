namespace Perdure.Model.Reading;

/// <summary>What influences how a system file is read, apart from the file.</summary>
public sealed record SystemFileOptions
{
    /// <summary>The node's id (<c>--node</c>): wins over PERDURE_NODE, which wins over the file.</summary>
    public string? Node { get; init; }

    /// <summary>The node's zone (<c>--zone</c>): wins over PERDURE_ZONE, which wins over the file.</summary>
    public string? Zone { get; init; }

    /// <summary>The node's region (<c>--region</c>): wins over PERDURE_REGION, which wins over the file.</summary>
    public string? Region { get; init; }

    /// <summary>Reads an environment variable; null for one that is not set. Default: the environment of the process.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>
    /// Whether the file is only checked, perhaps on another machine: a missing <c>${VARIABLE}</c> is then a warning, and a placeholder
    /// stands in for it in the model, which is fit to be shown but not to be run. Default: false.
    /// </summary>
    public bool CheckOnly { get; init; }
}

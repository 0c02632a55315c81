using System.CommandLine;

namespace Perdure.Commands;

/// <summary>The system file of a command.</summary>
internal static class FileArgument
{
    /// <summary>Creates the argument; <c>perdure.yaml</c> when it is absent.</summary>
    public static Argument<string> Create(string description) => new("FILE")
    {
        Description = description,
        DefaultValueFactory = _ => "perdure.yaml",
    };
}

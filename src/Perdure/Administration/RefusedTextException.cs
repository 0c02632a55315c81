using Perdure.Commands;
using Perdure.Console.Configuration;

namespace Perdure.Administration;

/// <summary>The node refused a configuration for what is in its text.</summary>
internal sealed class RefusedTextException(string message, IReadOnlyList<ConfigurationRemark> remarks) : CommandException(message, Commands.ExitCode.Usage)
{
    /// <summary>What is wrong where.</summary>
    public IReadOnlyList<ConfigurationRemark> Remarks { get; } = remarks;
}

using System.CommandLine;
using Perdure.Model.Reading;

namespace Perdure.Commands;

/// <summary><c>--node</c>, <c>--zone</c> and <c>--region</c>: what of the file differs from machine to machine.</summary>
internal sealed class NodeOptions
{
    private readonly Option<string?> _node =
        new("--node") { Description = "The node's id instead of the file's (PERDURE_NODE)", HelpName = "ID" };

    private readonly Option<string?> _zone =
        new("--zone") { Description = "The node's zone instead of the file's (PERDURE_ZONE)", HelpName = "ZONE" };

    private readonly Option<string?> _region =
        new("--region") { Description = "The node's region instead of the file's (PERDURE_REGION)", HelpName = "REGION" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_node);
        command.Add(_zone);
        command.Add(_region);
    }

    /// <summary>What was given, for the reader of the file.</summary>
    public SystemFileOptions Read(ParseResult parsed) =>
        new() { Node = parsed.GetValue(_node), Zone = parsed.GetValue(_zone), Region = parsed.GetValue(_region) };
}

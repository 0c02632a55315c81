using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;
using Perdure.Model.Reading;

namespace Perdure.Nodes.Coordination;

/// <summary>
/// Reads the text of the shared configuration as a node does: everything comes from it but what makes the node this node (<c>node</c>,
/// <c>admin</c> and <c>coordination</c>), which comes from the node's own file.
/// </summary>
internal static class SharedText
{
    /// <summary>Reads an applied version.</summary>
    /// <param name="applied">The version.</param>
    /// <param name="own">What the node's own file says.</param>
    /// <param name="file">The own file, beside which relative paths begin.</param>
    /// <param name="reading">How the node reads files.</param>
    public static SystemFileResult Read(AppliedConfiguration applied, SystemModel own, string file, SystemFileOptions reading) =>
        Read(applied.Text, NameOf(applied), own, file, reading);

    /// <summary>Reads a text that may never be applied.</summary>
    public static SystemFileResult Read(string text, string name, SystemModel own, string file, SystemFileOptions reading)
    {
        var place = Path.Combine(Path.GetDirectoryName(file) ?? "", name);
        var result = SystemFileReader.Parse(text, place, reading with { Node = own.Node.Id, Zone = own.Node.Zone, Region = own.Node.Region });
        if (result.Model is not { } model)
            return result;
        if (model.Name != own.Name)
            return Refuse(result, place, $"\"{model.Name}\" is another system than this node's, \"{own.Name}\"");
        return result with
        {
            Model = model with { Node = own.Node, Admin = own.Admin, Coordination = own.Coordination, BaseDirectory = own.BaseDirectory },
        };
    }

    /// <summary>What a version is called where a file would be named.</summary>
    public static string NameOf(AppliedConfiguration applied) => $"configuration-{applied.Version}";

    private static SystemFileResult Refuse(SystemFileResult result, string place, string message) => new()
    {
        Diagnostics =
        [
            new Diagnostic
            {
                File = place,
                Path = "system",
                Kind = DiagnosticKind.Invalid,
                Message = message,
                Hint = "apply it to a node of that system, or correct the name",
            },
            .. result.Diagnostics,
        ],
    };
}

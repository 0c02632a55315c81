using System.CommandLine;
using Perdure.Model.Schema;

namespace Perdure.Commands;

/// <summary><c>perdure schema</c>: the JSON Schema of system files, for editors.</summary>
internal static class SchemaCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("schema", "Prints the JSON Schema of system files, for editors and other checkers.");
        command.SetAction(_ => System.Console.Out.WriteLine(SystemFileSchema.ToJson().TrimEnd()));
        return command.WithExamples("perdure schema > perdure.schema.json");
    }
}

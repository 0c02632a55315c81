using Perdure.Coordination.Shared.Configuration;
using Perdure.Model;
using Perdure.Model.Reading;
using Perdure.Nodes;
using Perdure.Nodes.Coordination;

namespace Perdure.Tests.Nodes;

/// <summary>A system file in memory.</summary>
internal sealed class FakeSystemFile : ISystemFile
{
    public string Path => "perdure.yaml";

    public string? Content { get; set; } = "1";

    public SystemFileResult Next { get; set; } = new();

    public SystemFileResult Read() => Next;

    public SystemFileResult Read(AppliedConfiguration applied, SystemModel own) => SharedText.Read(applied, own, Path, new SystemFileOptions());

    public string Text() => Content ?? "";

    public string? Digest() => Content;

    public void Holds(SystemModel model) => Next = new SystemFileResult { Model = model };

    public void HoldsAnError(string message) => Next = new SystemFileResult
    {
        Diagnostics =
        [
            new Diagnostic
            {
                File = Path,
                Line = 3,
                Column = 7,
                Path = "services.catalog",
                Kind = DiagnosticKind.Invalid,
                Message = message,
                Hint = "fix it",
            },
        ],
    };
}

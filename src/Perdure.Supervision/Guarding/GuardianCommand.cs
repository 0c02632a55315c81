using System.Collections.Immutable;
using System.Reflection;

namespace Perdure.Supervision.Guarding;

/// <summary>How to start this executable again as a guardian.</summary>
internal static class GuardianCommand
{
    /// <summary>The hidden command of the executable.</summary>
    public const string Name = "guard";

    /// <summary>The command line; empty when the path of the executable is unknown.</summary>
    public static ImmutableArray<string> OfThisExecutable()
    {
        if (Environment.ProcessPath is not { } executable) return [];
        // Run as `dotnet perdure.dll`, the executable is the runtime's and needs to be told the assembly.
        var isRuntime = Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        if (!isRuntime) return [executable, Name];
        return Assembly.GetEntryAssembly()?.Location is { Length: > 0 } assembly ? [executable, assembly, Name] : [];
    }
}

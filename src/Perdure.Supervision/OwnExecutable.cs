using System.Collections.Immutable;
using System.Reflection;

namespace Perdure.Supervision;

/// <summary>How to start the executable that runs now once more.</summary>
public static class OwnExecutable
{
    /// <summary>Whether the executable that runs is the runtime's <c>dotnet</c>, which was told an assembly.</summary>
    private static readonly bool IsRuntime =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath ?? "").Equals("dotnet", StringComparison.OrdinalIgnoreCase);

    /// <summary>The command that runs .NET assemblies: the one that runs this, or <c>dotnet</c> from the PATH.</summary>
    public static string DotnetHost => IsRuntime ? Environment.ProcessPath! : "dotnet";

    /// <summary>The command line with these arguments; empty when the path of the executable is unknown.</summary>
    public static ImmutableArray<string> CommandLine(params ReadOnlySpan<string> arguments)
    {
        if (Environment.ProcessPath is not { } executable) return [];
        if (!IsRuntime) return [executable, .. arguments];
        return Assembly.GetEntryAssembly()?.Location is { Length: > 0 } assembly ? [executable, assembly, .. arguments] : [];
    }
}

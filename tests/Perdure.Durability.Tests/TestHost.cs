using System.Diagnostics.CodeAnalysis;

namespace Perdure.Durability.Tests;

/// <summary>The test assembly as a program: a process that the tests can kill.</summary>
[SuppressMessage("Maintainability", "CA1515", Justification = "an entry point")]
internal static class TestHost
{
    private static int Main() => 2;
}

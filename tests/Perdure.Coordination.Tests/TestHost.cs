namespace Perdure.Coordination.Tests;

/// <summary>What this assembly does as a program, so that tests can kill it.</summary>
internal static class TestHost
{
    private static int Main() => 2;
}

namespace Perdure.House.Tests.Support;

/// <summary>What a rule of the house found.</summary>
internal static class Violations
{
    /// <summary>Fails the test with all of them, one a line.</summary>
    public static void None(IEnumerable<string?> found)
    {
        var all = found.Distinct().ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}

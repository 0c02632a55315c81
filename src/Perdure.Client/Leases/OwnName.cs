using System.Security.Cryptography;

namespace Perdure.Client.Leases;

/// <summary>What a process calls itself when nobody says: the machine, the process, and something that is different each time.</summary>
internal static class OwnName
{
    private const int RandomBytes = 4;

    public static string Next() =>
        $"{Environment.MachineName}:{Environment.ProcessId}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))}";
}

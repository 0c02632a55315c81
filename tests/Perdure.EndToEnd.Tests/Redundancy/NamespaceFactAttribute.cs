namespace Perdure.EndToEnd.Tests.Redundancy;

/// <summary>A test in network namespaces of its own, with keepalived in them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NamespaceFactAttribute : FactAttribute
{
    public NamespaceFactAttribute()
    {
        string[] missing = [.. new[] { "ip", "keepalived", "curl" }.Where(name => !Found(name))];
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Skip = "network namespaces take root on Linux";
        else if (missing.Length > 0)
            Skip = $"not installed: {string.Join(", ", missing)} (Debian packages iproute2, keepalived, curl)";
        else if (!NetworkLab.Possible())
            Skip = "this machine lets nobody make network namespaces, not even root";
    }

    private static bool Found(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin")
        .Any(folder => File.Exists(Path.Combine(folder, name)));
}

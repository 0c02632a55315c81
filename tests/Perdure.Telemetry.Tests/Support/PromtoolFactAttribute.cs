namespace Perdure.Telemetry.Tests.Support;

/// <summary>A test that needs Prometheus' own tool; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "promtool"))))
            Skip = "promtool is not installed: on Debian, apt-get install prometheus";
    }
}

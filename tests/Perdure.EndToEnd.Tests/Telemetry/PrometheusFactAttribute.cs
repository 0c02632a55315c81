namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A test that needs a real Prometheus; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "prometheus")) && File.Exists(Path.Combine(folder, "promtool"))))
            Skip = "Prometheus is not installed: on Debian, apt-get install prometheus";
    }
}

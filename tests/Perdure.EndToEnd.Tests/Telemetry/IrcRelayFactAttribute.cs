namespace Perdure.EndToEnd.Tests.Telemetry;

/// <summary>A test that needs a receiver of Alertmanager's webhooks that others wrote; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IrcRelayFactAttribute : FactAttribute
{
    public const string Program = "alertmanager-irc-relay";

    public IrcRelayFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program))))
            Skip = $"{Program} is not installed: on Debian, apt-get install {Program}";
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Perdure.Telemetry.Incidents;

/// <summary>The file in which incidents outlast a restart. A damaged one is set aside. For one caller at a time.</summary>
/// <param name="file">Where; null: they are in memory alone.</param>
/// <param name="write">Writes a file as a whole or not at all.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where trouble is told.</param>
internal sealed class IncidentStore(string? file, Action<string, byte[]> write, TimeProvider time, ILogger log)
{
    private const int Format = 1;
    private const long FileBytesMax = 64L * 1024 * 1024;
    private const string DamagedSuffix = ".damaged";
    private static readonly ImmutableDictionary<string, string> s_none = ImmutableDictionary<string, string>.Empty;
    private bool _unwritableTold;

    /// <summary>What the file holds; nothing when there is none, or none that can be read.</summary>
    public IReadOnlyList<Incident> Load()
    {
        if (file is null || !File.Exists(file))
            return [];
        try
        {
            if (new FileInfo(file).Length > FileBytesMax)
                throw new JsonException("it is too large");
            var kept = JsonSerializer.Deserialize(File.ReadAllBytes(file), KeptJson.Default.KeptIncidents);
            if (kept is not { Format: Format, Incidents: { } incidents })
                throw new JsonException("it is not a file of incidents of this version");
            return [.. incidents.Take(IncidentLimits.IncidentsMax).Select(incident => Whole(incident) ?? throw new JsonException("an incident is not whole"))];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            SetAside(file, unreadable.Message);
            return [];
        }
    }

    /// <summary>Writes them all; false when that failed, which is told once until it goes again.</summary>
    public bool Save(IReadOnlyList<Incident> incidents)
    {
        if (file is null)
            return true;
        try
        {
            write(file, JsonSerializer.SerializeToUtf8Bytes(new KeptIncidents(Format, incidents), KeptJson.Default.KeptIncidents));
            _unwritableTold = false;
            return true;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            if (!_unwritableTold)
                log.IncidentsUnwritable(file, unwritable.Message);
            _unwritableTold = true;
            return false;
        }
    }

    private void SetAside(string damaged, string problem)
    {
        var aside = damaged + DamagedSuffix + time.GetUtcNow().UtcDateTime.ToString("'-'yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture);
        try
        {
            File.Move(damaged, aside, overwrite: true);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            aside = damaged;
        }

        log.IncidentsSetAside(damaged, aside, problem);
    }

    // Lists that are absent are empty ones; without what names and tells it, it is none.
    private static Incident? Whole(Incident? read)
    {
        if (read is not { Id: not null, Title: not null })
            return null;
        var incident = read with
        {
            Services = read.Services.IsDefault ? [] : read.Services,
            Alerts = read.Alerts.IsDefault ? [] : [.. read.Alerts.Select(alert => alert is null ? null! : alert with { Labels = alert.Labels ?? s_none, Annotations = alert.Annotations ?? s_none })],
            Impact = read.Impact.IsDefault ? [] : read.Impact,
            Timeline = read.Timeline is null ? [] : [.. read.Timeline.Select(entry => entry is null ? null! : entry with { Labels = entry.Labels ?? s_none, Times = Math.Max(1, entry.Times) })],
        };
        return incident.Timeline.Count <= IncidentLimits.EntriesMax && incident.Alerts.Length <= IncidentLimits.AlertsMax && incident.Impact.Length <= IncidentLimits.RoutesMax &&
            incident.Timeline.All(entry => entry is { Kind: not null, Text: not null }) &&
            incident.Alerts.All(alert => alert is { Name: not null, Fingerprint: not null, Expression: not null }) &&
            incident.Services.All(service => service is not null) && incident.Impact.All(impact => impact is { Route: not null })
            ? incident
            : null;
    }
}

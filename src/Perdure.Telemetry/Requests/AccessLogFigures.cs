namespace Perdure.Telemetry.Requests;

/// <summary>What became of the lines of the access log since the node started.</summary>
/// <param name="Written">Those that are in the file.</param>
/// <param name="Dropped">Those for which there was no room, because lines came faster than they could be written.</param>
/// <param name="Failed">Those that were given up because the file could not be written until it was changed or the node stopped.</param>
public readonly record struct AccessLogFigures(long Written, long Dropped, long Failed);

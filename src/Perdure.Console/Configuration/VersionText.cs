namespace Perdure.Console.Configuration;

/// <summary>The answer of <c>GET /api/v1/configuration/{version}</c>.</summary>
/// <param name="Version">What it is.</param>
/// <param name="Text">The text as it was applied.</param>
public sealed record VersionText(VersionStatus Version, string Text);

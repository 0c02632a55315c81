namespace Perdure.Model;

/// <summary>How a line of the access log looks.</summary>
public enum AccessLogFormat
{
    /// <summary>An object for machines.</summary>
    Json,

    /// <summary>A line for people and for tools that know the combined log format.</summary>
    Text,
}

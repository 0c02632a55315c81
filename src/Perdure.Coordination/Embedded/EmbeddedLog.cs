using Microsoft.Extensions.Logging;

namespace Perdure.Coordination.Embedded;

/// <summary>The log messages of the embedded store.</summary>
internal static partial class EmbeddedLog
{
    [LoggerMessage(541, LogLevel.Error, "Coordination: the embedded store has a problem, nothing can be agreed on until it is solved: {Problem}", EventName = "store-file-lost")]
    public static partial void FileLost(this ILogger log, string problem);

    [LoggerMessage(542, LogLevel.Information, "Coordination: the embedded store {File} is in use, revision {Revision}", EventName = "store-file-open")]
    public static partial void FileOpen(this ILogger log, string file, long revision);

    [LoggerMessage(543, LogLevel.Warning, "Coordination: {Warning}", EventName = "store-file-warning")]
    public static partial void FileWarning(this ILogger log, string warning);

    [LoggerMessage(544, LogLevel.Information, "Coordination: {File} is used by another process; waiting until it lets go", EventName = "store-file-awaited")]
    public static partial void FileAwaited(this ILogger log, string file);
}

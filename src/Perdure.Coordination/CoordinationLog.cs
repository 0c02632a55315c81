using Microsoft.Extensions.Logging;

namespace Perdure.Coordination;

/// <summary>The log messages of this module.</summary>
internal static partial class CoordinationLog
{
    [LoggerMessage(521, LogLevel.Information, "Coordination: etcd {Version} at {Endpoint} is in use", EventName = "store-connected")]
    public static partial void StoreConnected(this ILogger log, string endpoint, string version);

    [LoggerMessage(522, LogLevel.Warning, "Coordination: etcd is lost; what nodes agree on stays as it is until it is back: {Problem}", EventName = "store-lost")]
    public static partial void StoreLost(this ILogger log, string problem);

    [LoggerMessage(523, LogLevel.Error, "Coordination: etcd cannot be used until somebody changes something: {Problem}", EventName = "store-refused")]
    public static partial void StoreRefused(this ILogger log, string problem);

    [LoggerMessage(524, LogLevel.Warning, "Coordination: {Warning}", EventName = "store-warning")]
    public static partial void StoreWarning(this ILogger log, string warning);

    [LoggerMessage(525, LogLevel.Error, "Coordination: a defect; please report it", EventName = "store-fault")]
    public static partial void StoreFault(this ILogger log, Exception fault);
}

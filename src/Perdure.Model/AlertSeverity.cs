namespace Perdure.Model;

/// <summary>How bad it is when an alert fires.</summary>
public enum AlertSeverity
{
    /// <summary>To know, at some time today.</summary>
    Info,

    /// <summary>To look at soon: what protects is used up, or something is lost that is not needed just now.</summary>
    Warning,

    /// <summary>To act on now: somebody is hurt, or will be within the hour.</summary>
    Critical,
}

namespace Perdure.Model;

/// <summary>Why an attempt failed without an answer, as far as that may be tried again.</summary>
[Flags]
public enum RetryCauses
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>No connection: the instance has seen nothing of the request, so any method may be tried again.</summary>
    ConnectFailure = 1,

    /// <summary>The connection broke before an answer.</summary>
    Reset = 2,

    /// <summary>No answer within the attempt's time-out.</summary>
    Timeout = 4,
}

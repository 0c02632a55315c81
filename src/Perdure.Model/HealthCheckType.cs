namespace Perdure.Model;

/// <summary>How an instance is asked whether it is well.</summary>
public enum HealthCheckType
{
    /// <summary>GET of a path; any 2xx or 3xx answer passes.</summary>
    Http,

    /// <summary>A TCP connection that is accepted passes.</summary>
    Tcp,
}

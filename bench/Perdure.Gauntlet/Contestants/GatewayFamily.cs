namespace Perdure.Gauntlet.Contestants;

/// <summary>Whose product a contestant is.</summary>
public enum GatewayFamily
{
    /// <summary>This project.</summary>
    Perdure,

    /// <summary>HAProxy.</summary>
    HAProxy,

    /// <summary>nginx.</summary>
    Nginx,
}

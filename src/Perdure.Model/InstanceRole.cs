namespace Perdure.Model;

/// <summary>When an instance serves.</summary>
public enum InstanceRole
{
    /// <summary>Always.</summary>
    Active,

    /// <summary>Only while no active instance can.</summary>
    Standby,
}

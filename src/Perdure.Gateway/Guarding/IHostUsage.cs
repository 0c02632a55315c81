namespace Perdure.Gateway.Guarding;

/// <summary>Tells what the process uses of its allowance.</summary>
public interface IHostUsage
{
    /// <summary>Reads it anew. For one caller at a time; called a few times a second, beside the requests.</summary>
    HostUsage Read();
}

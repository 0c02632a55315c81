namespace Perdure.Coordination.Membership;

/// <summary>What a node does next about its own key.</summary>
internal enum RegistrationStep
{
    /// <summary>The key is not there: write it.</summary>
    Register,

    /// <summary>The key is what an earlier run or lease of this node left: take its place.</summary>
    Replace,

    /// <summary>The key is there, under the lease of now.</summary>
    Keep,

    /// <summary>The key is another process's.</summary>
    Taken,
}

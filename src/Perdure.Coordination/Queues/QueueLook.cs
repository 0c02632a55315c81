namespace Perdure.Coordination.Queues;

/// <summary>What a verifying transaction found of a queue. All at one revision.</summary>
/// <param name="Token">The revision that created the own key; 0 when it is not there.</param>
/// <param name="Who">Whose key it is.</param>
/// <param name="First">Whether nobody is before it.</param>
/// <param name="Revision">The revision of the store.</param>
internal readonly record struct QueueLook(long Token, string Who, bool First, long Revision);

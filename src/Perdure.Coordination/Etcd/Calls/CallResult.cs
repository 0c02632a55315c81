namespace Perdure.Coordination.Etcd.Calls;

/// <summary>An answer.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="SentTimestamp">A moment before the request that was answered was sent.</param>
internal readonly record struct CallResult<T>(T Answer, long SentTimestamp);

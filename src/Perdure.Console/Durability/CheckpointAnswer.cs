using Perdure.Durability.Storage;

namespace Perdure.Console.Durability;

/// <summary>A checkpoint without its data.</summary>
internal sealed record CheckpointAnswer(string Job, string Etag, DateTimeOffset WrittenAt, int Bytes, long FencingToken)
{
    /// <summary>The answer for one.</summary>
    public static CheckpointAnswer Of(CheckpointInfo info) =>
        new(info.Job, info.ETag, DateTimeOffset.FromUnixTimeMilliseconds(info.WrittenAtMs), info.Bytes, info.FencingToken);
}

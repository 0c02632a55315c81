using Perdure.Client.Checkpoints;
using Perdure.Client.Elections;
using Perdure.Client.Locks;
using Perdure.Client.Members;

namespace Perdure.Client.Transport;

/// <summary>The answers that list something.</summary>
internal static class ListWires
{
    internal sealed record ElectionList(IReadOnlyList<ElectionInfo> Elections);

    internal sealed record LockList(IReadOnlyList<LockInfo> Locks);

    internal sealed record MemberList(IReadOnlyList<MemberInfo> Members, string Digest);

    internal sealed record CheckpointList(IReadOnlyList<CheckpointInfo> Checkpoints);

    internal sealed record Nothing;
}

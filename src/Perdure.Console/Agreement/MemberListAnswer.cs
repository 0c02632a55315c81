using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Perdure.Coordination.Membership;

namespace Perdure.Console.Agreement;

/// <summary>The members of a group. The digest identifies the list, on every node alike.</summary>
internal sealed record MemberListAnswer(string Group, IReadOnlyList<MemberAnswer> Members, string Digest)
{
    private const int DigestBytes = 12;

    /// <summary>The answer for a group.</summary>
    public static MemberListAnswer Of(string group, ImmutableArray<MemberRecord> members)
    {
        MemberAnswer[] answers = [.. members.Select(MemberAnswer.Of)];
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answers, AgreementJson.Default.MemberAnswerArray));
        return new MemberListAnswer(group, answers, Convert.ToHexStringLower(hash.AsSpan(0, DigestBytes)));
    }
}

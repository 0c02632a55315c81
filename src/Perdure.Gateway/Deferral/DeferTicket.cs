using System.Security.Cryptography;
using Perdure.Durability.Storage;

namespace Perdure.Gateway.Deferral;

/// <summary>
/// The right to ask what became of a deferred request: 128 random bits, which only its client gets. The store has their hash, and they are neither the job's
/// id nor derived from it, because that stands in logs and goes to the service.
/// </summary>
internal static class DeferTicket
{
    /// <summary>Where deferred requests are asked for.</summary>
    public const string Path = "/.perdure/deferred/";

    /// <summary>Where in such a path the secret begins.</summary>
    public static readonly int SecretAt = Path.Length + JobChars;

    /// <summary>How long the id of a job is.</summary>
    private const int JobChars = 32;

    private const int SecretBytes = 16;

    /// <summary>A new secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>
    /// The secret of an execution whose key is kept, the same each time it is accepted: its gateway may die before the key has the answer. Who knows all that it is
    /// made of (caller, key, body) gets the location by repeating the request anyway, and the job's id is random, too.
    /// </summary>
    public static byte[] SecretOf(ReadOnlySpan<byte> execution) => SHA256.HashData([.. "deferred"u8, .. execution])[..SecretBytes];

    /// <summary>What is kept of it.</summary>
    public static byte[] ProofOf(ReadOnlySpan<byte> secret) => SHA256.HashData(secret)[..SecretBytes];

    /// <summary>What the client gets: the job's id, then the secret.</summary>
    public static string IdOf(string job, ReadOnlySpan<byte> secret) => job + Convert.ToHexStringLower(secret);

    /// <summary>The job and the proof that somebody brings; false when the text can't be an id.</summary>
    public static bool TryRead(ReadOnlySpan<char> id, out string job, out byte[] proof)
    {
        (job, proof) = ("", []);
        if (id.Length != JobChars + (2 * SecretBytes) || id.ContainsAnyExcept("0123456789abcdef"))
            return false;
        job = id[..JobChars].ToString();
        proof = ProofOf(Convert.FromHexString(id[JobChars..]));
        return true;
    }

    /// <summary>Whether the proof is the job's. A job that is no deferred request has none.</summary>
    public static bool Fits(Job job, ReadOnlySpan<byte> proof, out DeferredAnswer? answer)
    {
        answer = null;
        if (job.Info.State == JobState.Done)
            return DeferralFormat.TryDecode(job.Result, out answer, out _) && CryptographicOperations.FixedTimeEquals(answer.Proof.Span, proof);
        return DeferMarks.Find(job.Headers, DeferMarks.Proof) is { } kept
            && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(kept), System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(proof)));
    }
}

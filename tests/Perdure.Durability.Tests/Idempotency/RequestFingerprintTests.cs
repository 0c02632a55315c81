using System.Text;
using Perdure.Durability.Idempotency;

namespace Perdure.Durability.Tests.Idempotency;

public sealed class RequestFingerprintTests
{
    [Fact]
    public void Fingerprint_does_not_depend_on_how_the_body_is_cut() => Assert.Equal(Of("POST", "/a", "t", "one", "two"), Of("POST", "/a", "t", "o", "", "netwo"));

    [Fact]
    public void Other_requests_have_other_fingerprints()
    {
        string[] prints =
        [
            Of("POST", "/a", "t", "b"), Of("PUT", "/a", "t", "b"), Of("POST", "/a?", "t", "b"), Of("POST", "/a", null, "b"),
            Of("POST", "/at", null, "b"), Of("POST", "/a", "t", "b2"), Of("POST", "/a", "tb"), Of("POST", "/a", "t"),
        ];
        Assert.Equal(prints.Length, prints.Distinct().Count());
    }

    private static string Of(string method, string target, string? type, params string[] body)
    {
        using var fingerprint = new RequestFingerprint(method, target, type);
        foreach (var piece in body) fingerprint.AppendBody(Encoding.UTF8.GetBytes(piece));
        var bytes = fingerprint.Finish();
        Assert.Equal(32, bytes.Length);
        return Convert.ToHexString(bytes);
    }
}

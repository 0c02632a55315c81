using System.Text;
using Perdure.Gateway.Deferral;
using Perdure.Gateway.Exchanges;

namespace Perdure.Gateway.Tests.Deferral;

public sealed class DeferralFormatTests
{
    private static readonly DeferredRequest Request = new()
    {
        Route = "pay",
        Method = "POST",
        Target = "/pay?x=1",
        RequestId = "0123456789abcdef",
        Client = "2001:db8::1",
        Forwarded = new ForwardedValues("10.0.0.1", "https", "shop.example", "for=10.0.0.1"),
        AcceptedAtMs = 1_790_000_000_123,
        Headers = [new("Content-Type", "text/plain"), new("X-Twice", "1"), new("X-Twice", "zwei\u00fc\u00ff"), new("X-Empty", "")],
        HasBody = true,
        Body = Encoding.UTF8.GetBytes("body"),
    };

    private static readonly DeferredAnswer Answer = new() { Status = 201, Headers = [new("X-Done", "yes")], Body = new byte[300], Proof = new byte[16] };

    [Fact]
    public void Request_comes_back_as_it_was()
    {
        Assert.True(DeferralFormat.TryDecode(DeferralFormat.Encode(Request), out DeferredRequest? read, out var error), error);
        Assert.Equal(Request with { Headers = [], Body = default }, read with { Headers = [], Body = default });
        Assert.Equal(Request.Headers.ToArray(), read.Headers.ToArray());
        Assert.Equal(Request.Body.ToArray(), read.Body.ToArray());
    }

    [Fact]
    public void Answer_comes_back_as_it_was()
    {
        Assert.True(DeferralFormat.TryDecode(DeferralFormat.Encode(Answer), out DeferredAnswer? read, out var error), error);
        Assert.Equal((201, false, 300, 16), (read.Status, read.BodyDropped, read.Body.Length, read.Proof.Length));
        Assert.Equal(Answer.Headers.ToArray(), read.Headers.ToArray());
    }

    [Fact]
    public void Format_of_version_1_stays_as_it_is()
    {
        var small = Request with { Headers = [new("A", "b")], Forwarded = new ForwardedValues("f", "p", "h", "s"), Client = "c", RequestId = "i", Target = "/", AcceptedAtMs = 300 };
        Assert.Equal(
            "504452010370617904504F5354012F0169016301660170016801" + "73AC02" + "010141" + "0162" + "01" + "04626F6479",
            Convert.ToHexString(DeferralFormat.Encode(small))[..^8]);
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_noticed()
    {
        var good = DeferralFormat.Encode(Request);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bytes = good.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(DeferralFormat.TryDecode(bytes, out DeferredRequest? _, out var error));
            Assert.NotEmpty(error);
        }

        for (var length = 0; length < good.Length; length++)
            Assert.False(DeferralFormat.TryDecode(good.AsMemory(0, length), out DeferredRequest? _, out _));
        Assert.False(DeferralFormat.TryDecode(good.Append((byte)0).ToArray(), out DeferredRequest? _, out _));
        Assert.False(DeferralFormat.TryDecode(good, out DeferredAnswer? _, out _));
    }

    [Fact]
    public void Bytes_with_a_right_checksum_and_anything_in_between_never_throw()
    {
        const int Seed = 20_26;
        var random = new Random(Seed);
        for (var round = 0; round < 20_000; round++)
        {
            var good = round % 2 == 0 ? DeferralFormat.Encode(Request) : DeferralFormat.Encode(Answer);
            var bytes = good[..^random.Next(1, good.Length - 4)];
            for (var change = random.Next(1, 5); change > 0 && bytes.Length > 4; change--)
                bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            byte[] sealedBytes = [.. bytes, .. BitConverter.GetBytes(Checksum.Of(bytes))];
            try
            {
                DeferralFormat.TryDecode(sealedBytes, out DeferredRequest? _, out _);
                DeferralFormat.TryDecode(sealedBytes, out DeferredAnswer? _, out _);
            }
            catch (Exception unexpected)
            {
                Assert.Fail($"seed {Seed}, round {round}: {unexpected}");
            }
        }
    }

    [Fact]
    public void Newer_version_is_told_as_such()
    {
        var bytes = DeferralFormat.Encode(Request);
        bytes[3] = 2;
        Assert.False(DeferralFormat.TryDecode(bytes, out DeferredRequest? _, out var error));
        Assert.Equal("it is a deferred request of version 2, which a newer Perdure has written: run that one", error);
    }

    [Theory]
    [InlineData("X-Account", "a-1", "a-1")]
    [InlineData("X-Account", "", null)]
    [InlineData("Authorization", "Bearer x", "sha256:")]
    [InlineData("X-Account", "with space", "sha256:")]
    [InlineData("X-Account", "sha256:abc", "sha256:")]
    public void Group_is_the_value_unless_it_is_long_or_a_secret(string header, string value, string? group)
    {
        var found = DeferGroup.Of(header, value);
        if (group == "sha256:")
            Assert.Matches("^sha256:[0-9a-f]{64}$", found);
        else
            Assert.Equal(group, found);
    }
}

using Microsoft.AspNetCore.Http;
using Perdure.Durability.Storage;
using Perdure.Gateway.Idempotency;

namespace Perdure.Gateway.Tests.Idempotency;

public sealed class KeptAnswerTests
{
    [Fact]
    public void Answer_comes_out_as_it_went_in_without_what_belongs_to_one_connection()
    {
        var headers = new HeaderDictionary { ["Set-Cookie"] = new(["a=1", "b=ü"]), ["Content-Length"] = "3", ["Connection"] = "close", ["X-Request-Id"] = "1", ["ETag"] = "\"x\"" };

        var answer = KeptAnswer.Decode(KeptAnswer.Encode(201, headers, [1, 2, 3]))!;

        Assert.Equal((201, true), (answer.Status, answer.IsWhole));
        Assert.Equal([1, 2, 3], answer.Body.ToArray());
        Assert.Equal(["Set-Cookie=a=1", "Set-Cookie=b=ü", "ETag=\"x\""], answer.Headers.Select(header => $"{header.Key}={header.Value}"));
        var target = new HeaderDictionary();
        answer.CopyHead(target);
        Assert.Equal("a=1,b=ü", target["Set-Cookie"].ToString());
    }

    [Fact]
    public void Answer_larger_than_the_store_takes_is_kept_as_its_status()
    {
        var answer = KeptAnswer.Decode(KeptAnswer.Encode(200, new HeaderDictionary(), new byte[StoreLimits.AnswerBytesMax]))!;

        Assert.Equal((200, false, 0), (answer.Status, answer.IsWhole, answer.Body.Length));
    }

    [Fact]
    public void Damaged_bytes_are_no_answer_and_no_crash()
    {
        var whole = KeptAnswer.Encode(200, new HeaderDictionary { ["A"] = "b", ["C"] = "d" }, "body"u8);
        for (var length = 0; length < whole.Length - 4; length++)
            Assert.Null(KeptAnswer.Decode(whole.AsMemory(0, length)));

        const int Seed = 20_261;
        var random = new Random(Seed);
        for (var run = 0; run < 2_000; run++)
        {
            var broken = (byte[])whole.Clone();
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            _ = KeptAnswer.Decode(broken);
        }
    }
}

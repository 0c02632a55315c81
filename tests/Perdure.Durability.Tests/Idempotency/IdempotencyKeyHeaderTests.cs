using Perdure.Durability.Idempotency;

namespace Perdure.Durability.Tests.Idempotency;

public sealed class IdempotencyKeyHeaderTests
{
    [Theory]
    [InlineData("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("  \"a b,c;d\" ", "a b,c;d")]
    [InlineData("\"a\\\"b\\\\c\"", "a\"b\\c")]
    [InlineData("8e03978e", "8e03978e")]
    public void Key_is_read(string value, string expected)
    {
        Assert.True(IdempotencyKeyHeader.TryParse(value, out var key, out var error), error);
        Assert.Equal(expected, key);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\"\"")]
    [InlineData("\"a")]
    [InlineData("\"a\\")]
    [InlineData("\"a\\b\"")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("\"a\";p=1")]
    [InlineData("a, b")]
    [InlineData("a b")]
    [InlineData("\"ä\"")]
    [InlineData("a\u007F")]
    public void Wrong_form_is_told(string value)
    {
        Assert.False(IdempotencyKeyHeader.TryParse(value, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void Long_key_is_refused()
    {
        Assert.True(IdempotencyKeyHeader.TryParse(new string('k', 255), out _, out _));
        Assert.False(IdempotencyKeyHeader.TryParse(new string('k', 256), out _, out var error));
        Assert.Contains("256", error, StringComparison.Ordinal);
    }
}

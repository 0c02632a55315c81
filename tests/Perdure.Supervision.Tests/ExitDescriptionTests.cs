namespace Perdure.Supervision.Tests;

public sealed class ExitDescriptionTests
{
    [Theory]
    [InlineData(0, "code 0")]
    [InlineData(3, "code 3")]
    [InlineData(127, "code 127 (the command was not found)")]
    [InlineData(137, "SIGKILL")]
    [InlineData(143, "SIGTERM")]
    [InlineData(139, "SIGSEGV")]
    [InlineData(192, "signal 64")]
    [InlineData(255, "code 255")]
    public void Exit_code_is_described_as_a_person_would(int code, string expected) => Assert.Equal(expected, ExitDescription.Of(code));
}

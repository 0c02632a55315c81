using Perdure.Durability.Checkpoints;
using Perdure.Durability.Storage;

namespace Perdure.Durability.Tests.Checkpoints;

public sealed class EntityTagsTests
{
    [Fact]
    public void Conditions_are_read()
    {
        Assert.Equal(CheckpointCondition.Any, Read(null, null));
        Assert.Equal(CheckpointCondition.None, Read(null, " * "));
        Assert.Equal(CheckpointCondition.Match("42"), Read(EntityTags.Format("42"), null));
    }

    [Theory]
    [InlineData("42", null)]
    [InlineData("W/\"42\"", null)]
    [InlineData("\"1\", \"2\"", null)]
    [InlineData("\"\"", null)]
    [InlineData(null, "\"1\"")]
    [InlineData("\"1\"", "*")]
    public void Wrong_conditions_are_told(string? ifMatch, string? ifNoneMatch)
    {
        Assert.False(EntityTags.TryParse(ifMatch, ifNoneMatch, out _, out var error));
        Assert.NotEmpty(error);
    }

    private static CheckpointCondition Read(string? ifMatch, string? ifNoneMatch)
    {
        Assert.True(EntityTags.TryParse(ifMatch, ifNoneMatch, out var condition, out var error), error);
        return condition;
    }
}

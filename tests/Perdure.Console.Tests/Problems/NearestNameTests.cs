using Perdure.Console.Problems;

namespace Perdure.Console.Tests.Problems;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["catalog", "payments", "recommendations"];

    [Theory]
    [InlineData("catalgo", "catalog")]
    [InlineData("Payment", "payments")]
    [InlineData("recomendation", "recommendations")]
    [InlineData("orders", null)]
    [InlineData("", null)]
    public void Name_is_found_when_few_edits_away(string asked, string? nearest) => Assert.Equal(nearest, NearestName.Of(asked, Known));

    [Fact]
    public void Name_of_any_length_is_taken() => Assert.Null(NearestName.Of(new string('x', 100_000), Known));
}

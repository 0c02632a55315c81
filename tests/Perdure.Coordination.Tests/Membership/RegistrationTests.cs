using System.Text.Json;
using Perdure.Coordination.Membership;
using Perdure.Coordination.Storage;

namespace Perdure.Coordination.Tests.Membership;

public sealed class RegistrationTests
{
    private static readonly NodeRecord Self = new() { Id = "n", Version = "1", Incarnation = "now", StartedAt = DateTimeOffset.UnixEpoch };

    [Theory]
    [InlineData(null, 0, "Register")]
    [InlineData("now", 7, "Keep")]
    [InlineData("now", 6, "Replace")]
    [InlineData("before", 6, "Replace")]
    [InlineData("before", 7, "Replace")]
    [InlineData("other", 6, "Taken")]
    public void Node_does_by_whose_key_it_finds(string? incarnation, long lease, string expected)
    {
        var found = incarnation is null ? null : Found(Self with { Incarnation = incarnation }, lease);
        Assert.Equal(expected, Registration.Next(found, Self, "before", 7).ToString());
    }

    [Fact]
    public void Node_without_a_run_before_replaces_nobody() =>
        Assert.Equal(RegistrationStep.Taken, Registration.Next(Found(Self with { Incarnation = "other" }, 6), Self, null, 7));

    [Fact]
    public void Key_that_is_no_node_record_is_taken_and_the_problem_says_so()
    {
        var found = new Entry("nodes/n", "nonsense"u8.ToArray(), 1, 1, 1, 0);
        Assert.Equal(RegistrationStep.Taken, Registration.Next(found, Self, "before", 7));
        Assert.Contains("no node's record", Registration.TakenProblem(found), StringComparison.Ordinal);
    }

    [Fact]
    public void Problem_of_a_taken_id_names_the_other_and_what_to_do()
    {
        var problem = Registration.TakenProblem(Found(Self with { Incarnation = "other", Admin = "10.0.0.2:9180" }, 6));
        Assert.Contains("10.0.0.2:9180", problem, StringComparison.Ordinal);
        Assert.Contains("node.id", problem, StringComparison.Ordinal);
    }

    private static Entry Found(NodeRecord node, long lease) =>
        new("nodes/" + node.Id, JsonSerializer.SerializeToUtf8Bytes(node, MembershipJson.Default.NodeRecord), 1, 2, 2, lease);
}

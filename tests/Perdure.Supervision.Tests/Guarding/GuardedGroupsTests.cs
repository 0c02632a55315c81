using Perdure.Supervision.Guarding;

namespace Perdure.Supervision.Tests.Guarding;

public sealed class GuardedGroupsTests
{
    private readonly Dictionary<int, long> _startTimes = new() { [100] = 1, [200] = 2 };
    private readonly GuardedGroups _groups;

    public GuardedGroupsTests() => _groups = new GuardedGroups(pid => _startTimes.TryGetValue(pid, out var at) ? at : null);

    [Fact]
    public void Listed_groups_are_those_added_and_not_struck_out()
    {
        Take("+100", "+200", "-100");
        Assert.Equal([200], _groups.Leaders());
    }

    [Fact]
    public void Process_that_got_the_id_of_an_ended_leader_is_spared()
    {
        Take("+100", "+200");
        _startTimes[100] = 7;
        Assert.Equal([200], _groups.Leaders());
    }

    [Fact]
    public void Group_whose_leader_is_gone_still_counts()
    {
        Take("+100");
        _startTimes.Remove(100);
        Assert.Equal([100], _groups.Leaders());
    }

    [Fact]
    public void Leader_that_was_gone_before_it_was_listed_leaves_its_id_to_others()
    {
        Take("+300");
        _startTimes[300] = 3;
        Assert.Empty(_groups.Leaders());
    }

    [Fact]
    public void Group_is_due_once_when_its_last_deadline_has_come()
    {
        Take("+100", "+200", "@100 5000", "@200 6000", "@100 7000");

        Assert.Equal(6000, _groups.NextDeadlineMs);
        Assert.Empty(_groups.TakeDue(5999));
        Assert.Equal([200], _groups.TakeDue(6000));
        Assert.Empty(_groups.TakeDue(6001));
        Assert.Equal([100], _groups.TakeDue(9000));
        Assert.Null(_groups.NextDeadlineMs);
    }

    [Theory]
    [InlineData("@300 5000")]
    [InlineData("@100")]
    [InlineData("@100 ")]
    [InlineData("@ 5000")]
    [InlineData("@100 soon")]
    public void Deadline_that_is_none_or_of_no_listed_group_is_ignored(string line)
    {
        Take("+100", line);
        Assert.Null(_groups.NextDeadlineMs);
    }

    [Fact]
    public void Group_that_was_struck_out_has_no_deadline()
    {
        Take("+100", "@100 5000", "-100");
        Assert.Null(_groups.NextDeadlineMs);
        Assert.Empty(_groups.TakeDue(9000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("100")]
    [InlineData("+x")]
    [InlineData("+-1")]
    [InlineData("+0")]
    [InlineData("+1")]
    [InlineData("+99999999999")]
    public void Line_that_is_no_listing_is_ignored(string line)
    {
        Take(line);
        Assert.Empty(_groups.Leaders());
    }

    private void Take(params string[] lines)
    {
        foreach (var line in lines) _groups.Take(line);
    }
}

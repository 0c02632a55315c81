using Perdure.Coordination.Queues;
using Perdure.Coordination.Storage;
using Perdure.Coordination.Tests.Simulation;

namespace Perdure.Coordination.Tests.Queues;

public sealed class QueueStepsTests
{
    private static readonly QueueKind Kind = QueueKind.Election with { MaxLength = 3 };
    private readonly SimStore _store = new(new SimWorld(1));

    [Fact]
    public void Entering_twice_under_one_lease_changes_nothing_and_reads_back_the_same_token()
    {
        var lease = Lease();
        var first = _store.Commit(QueueSteps.Enter(Kind, "e", new QueueEntry("a", "v"), lease));
        var second = _store.Commit(QueueSteps.Enter(Kind, "e", new QueueEntry("a", "v"), lease));

        Assert.True(first.Succeeded && !second.Succeeded);
        Assert.Equal(QueueSteps.Entered(first), QueueSteps.Entered(second));
        Assert.Equal(first.Revision, second.Revision);
    }

    [Fact]
    public void Entering_under_a_name_of_another_lease_gives_no_token()
    {
        _store.Commit(QueueSteps.Enter(Kind, "e", new QueueEntry("a", ""), Lease()));
        Assert.Equal(0, QueueSteps.Entered(_store.Commit(QueueSteps.Enter(Kind, "e", new QueueEntry("a", ""), Lease()))));
        Assert.NotEqual(0, QueueSteps.Entered(_store.Commit(QueueSteps.Enter(Kind, "other", new QueueEntry("a", ""), Lease()))));
    }

    [Fact]
    public void Entering_beyond_the_most_is_seen()
    {
        for (var i = 0; i < 3; i++) Assert.False(QueueSteps.IsOverfull(Kind, _store.Commit(QueueSteps.Enter(Kind, "e", new QueueEntry($"c{i}", ""), Lease()))));
        Assert.True(QueueSteps.IsOverfull(Kind, _store.Commit(QueueSteps.Enter(Kind, "e", new QueueEntry("c3", ""), Lease()))));
    }

    [Fact]
    public void Verifying_says_who_is_first_and_makes_no_revision()
    {
        var (a, b) = (Lease(), Lease());
        _store.Commit(QueueSteps.Enter(Kind, "e", new QueueEntry("a", ""), a));
        var entered = _store.Commit(QueueSteps.Enter(Kind, "e", new QueueEntry("b", ""), b));
        var look = QueueSteps.Look(_store.Commit(QueueSteps.Verify(Kind, "e", b)));
        Assert.Equal(new QueueLook(QueueSteps.Entered(entered), "b", false, entered.Revision), look);
        var place = QueueSteps.Place(_store.Range(QueueSteps.Before(Kind, "e", look.Token)));
        Assert.Equal((1, Kind.Key("e", a)), (place.Ahead, place.Predecessor));

        _store.Revoke(a);
        Assert.True(QueueSteps.Look(_store.Commit(QueueSteps.Verify(Kind, "e", b))).First);
        Assert.Equal(0, QueueSteps.Look(_store.Commit(QueueSteps.Verify(Kind, "e", a))).Token);
    }

    [Fact]
    public void Verification_is_a_write_to_the_store_so_that_no_old_picture_answers_it() =>
        Assert.Contains(QueueSteps.Verify(Kind, "e", 1).Then, step => step is DeleteOperation);

    [Theory]
    [InlineData("elections/jobs/00000000000012a8", "jobs", 0x12a8)]
    [InlineData("elections/a.b/ffffffffffffffff", "a.b", -1)]
    public void Key_is_parsed_back(string key, string name, long lease)
    {
        Assert.Equal((name, lease), Kind.Parse(key));
        Assert.Equal(key, Kind.Key(name, lease));
    }

    [Theory]
    [InlineData("elections/jobs")]
    [InlineData("elections/00000000000012a8")]
    [InlineData("elections/jobs/12a8")]
    [InlineData("elections/jobs/00000000000012ax")]
    [InlineData("locks/jobs/00000000000012a8")]
    public void Key_of_anything_else_is_not(string key) => Assert.Null(Kind.Parse(key));

    [Fact]
    public void Entry_that_a_person_wrote_is_one_without_a_name() =>
        Assert.Equal(new QueueEntry("", ""), QueueEntry.Read("not json"u8.ToArray()));

    private long Lease() => _store.Grant(TimeSpan.FromSeconds(10)).Id;
}

using Perdure.Durability.Sqlite;

namespace Perdure.Durability.Tests.Sqlite;

public sealed class JobIdsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0x7ff_ffff_ffff)]
    public void Id_leads_to_its_row_and_no_two_are_the_same(long seq)
    {
        var (one, other) = (JobIds.New(seq), JobIds.New(seq));
        Assert.Matches("^1[0-9a-f]{31}$", one);
        Assert.NotEqual(one, other);
        Assert.Equal(seq, JobIds.Seq(one));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("01a202ca000000112233445566778899")]
    [InlineData("1zzzzzzzzzzz00112233445566778899")]
    public void Id_of_another_form_leads_to_no_row(string id) => Assert.Null(JobIds.Seq(id));
}

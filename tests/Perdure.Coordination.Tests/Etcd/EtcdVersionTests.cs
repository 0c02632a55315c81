using Perdure.Coordination.Etcd.Contact;

namespace Perdure.Coordination.Tests.Etcd;

public sealed class EtcdVersionTests
{
    [Theory]
    [InlineData("3.3.27", false, false)]
    [InlineData("3.4.0", true, false)]
    [InlineData("3.4.24", true, false)]
    [InlineData("3.4.25", true, true)]
    [InlineData("3.5.7", true, false)]
    [InlineData("3.5.8", true, true)]
    [InlineData("3.6.0-rc.1", true, true)]
    [InlineData("4.0.0", true, true)]
    public void Version_says_what_can_be_relied_on(string text, bool usable, bool ordered)
    {
        var version = EtcdVersion.Parse(text)!.Value;
        Assert.Equal((usable, ordered), (version.IsUsable, version.IsProgressOrdered));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3.5")]
    [InlineData("three.five.one")]
    public void Text_that_is_no_version_is_none(string text) => Assert.Null(EtcdVersion.Parse(text));
}

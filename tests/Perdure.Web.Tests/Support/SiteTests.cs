namespace Perdure.Web.Tests.Support;

/// <summary>Tests of one <see cref="Site"/> run one after the other: they share its node.</summary>
[CollectionDefinition(Site.Name)]
public sealed class SiteTests : ICollectionFixture<Site>;

using Perdure.Client.Transport;

namespace Perdure.Client.Tests.Transport;

public sealed class FailureRulesTests
{
    [Theory]
    [InlineData(409, "lease-gone", PerdureFailure.Lost)]
    [InlineData(409, "token-stale", PerdureFailure.Lost)]
    [InlineData(409, "name-taken", PerdureFailure.NameTaken)]
    [InlineData(409, "claim-lost", PerdureFailure.Lost)]
    [InlineData(409, "fenced", PerdureFailure.Lost)]
    [InlineData(412, "precondition-failed", PerdureFailure.Conflict)]
    [InlineData(503, "durable-full", PerdureFailure.Full)]
    [InlineData(503, "durable-unavailable", PerdureFailure.Unavailable)]
    [InlineData(404, "unknown-queue", PerdureFailure.NotFound)]
    [InlineData(503, "store-lost", PerdureFailure.Unavailable)]
    [InlineData(503, "store-refused", PerdureFailure.Unavailable)]
    [InlineData(503, "too-many-waiting", PerdureFailure.Unavailable)]
    [InlineData(503, "stopping", PerdureFailure.Unavailable)]
    [InlineData(503, "unknown-outcome", PerdureFailure.UnknownOutcome)]
    [InlineData(507, "store-full", PerdureFailure.UnknownOutcome)]
    [InlineData(500, "internal", PerdureFailure.UnknownOutcome)]
    [InlineData(502, null, PerdureFailure.UnknownOutcome)]
    [InlineData(401, "unauthenticated", PerdureFailure.Refused)]
    [InlineData(403, "role-needed", PerdureFailure.Refused)]
    [InlineData(400, "invalid", PerdureFailure.Invalid)]
    [InlineData(413, "body-too-large", PerdureFailure.Invalid)]
    [InlineData(404, "not-found", PerdureFailure.Unexpected)]
    [InlineData(302, null, PerdureFailure.Unexpected)]
    public void Answer_means_what_the_caller_can_do_about_it(int status, string? type, PerdureFailure failure) =>
        Assert.Equal(failure, FailureRules.Of(status, type is null ? null : "urn:perdure:problem:" + type));
}

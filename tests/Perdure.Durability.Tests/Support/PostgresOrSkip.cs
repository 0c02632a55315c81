using Xunit.Abstractions;
using Xunit.Sdk;

namespace Perdure.Durability.Tests.Support;

/// <summary>
/// Skips the tests of a class that inherits them, where no PostgreSQL is installed. That is no matter of their order, but the orderer is the
/// only one who sees inherited tests before they run.
/// </summary>
public sealed class PostgresOrSkip : ITestCaseOrderer
{
    public const string Type = "Perdure.Durability.Tests.Support." + nameof(PostgresOrSkip);
    public const string Assembly = "Perdure.Durability.Tests";

    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase
    {
        var reason = new PostgresFactAttribute().Skip;
        var skip = typeof(TestMethodTestCase).GetProperty(nameof(TestMethodTestCase.SkipReason))!;
        foreach (var testCase in testCases)
        {
            if (reason is not null && testCase is TestMethodTestCase) skip.SetValue(testCase, reason);
            yield return testCase;
        }
    }
}

namespace Perdure.Model.Tests.Checks;

public sealed class RouteChecksTests
{
    [Theory]
    [InlineData("{ path: /a/* }", "{ path: /a/b }")]
    [InlineData("{ path: /a/* }", "{ path: /a/b/* }")]
    [InlineData("{ path: /a }", "{ path: /a, methods: [GET] }")]
    [InlineData("{ path: /a, methods: [GET, PUT] }", "{ path: /a, methods: [PUT] }")]
    [InlineData("{ host: '*.x.com' }", "{ host: a.X.com }")]
    [InlineData("{ host: '*.x.com' }", "{ host: '*.a.x.com' }")]
    [InlineData("{ headers: { x-a: '*' } }", "{ headers: { X-A: 1, b: 2 } }")]
    [InlineData("{ query: { a: 1 } }", "{ query: { a: 1 }, path: /b }")]
    public void Route_behind_one_that_takes_all_of_it_is_a_warning(string first, string second) => SystemFile.Says(
        SystemFile.WithRoutes($"{{ name: one, service: a, match: {first} }}", $"{{ name: two, service: a, match: {second} }}"),
        "9:5: warning: routes[1]: never reached: the route \"one\" on line 8 takes all of its requests; move it before that route, or remove it");

    [Theory]
    [InlineData("{ path: /a/* }", "{ path: /a }")]
    [InlineData("{ path: /a/b }", "{ path: /a/* }")]
    [InlineData("{ path: /a, methods: [GET] }", "{ path: /a }")]
    [InlineData("{ path: /a }", "{ path: /A }")]
    [InlineData("{ host: '*.x.com' }", "{ host: x.com }")]
    [InlineData("{ host: x.com }", "{ path: /* }")]
    [InlineData("{ headers: { a: 1 } }", "{ headers: { a: '*' } }")]
    [InlineData("{ query: { a: 1 } }", "{ query: { A: 1 } }")]
    public void Route_that_something_is_left_for_is_fine(string first, string second) => SystemFile.Says(
        SystemFile.WithRoutes($"{{ name: one, service: a, match: {first} }}", $"{{ name: two, service: a, match: {second} }}"));

    [Fact]
    public void Route_that_takes_everything_before_others_is_one_warning() => SystemFile.Says(
        SystemFile.WithRoutes(
            "{ name: all, service: a, match: { path: /* } }",
            "{ name: b, service: a, match: { path: /b } }",
            "{ name: c, service: a, match: { path: /c } }"),
        "8:5: warning: routes[0]: takes every request, so the 2 routes after it are never reached; move it to the end");

    [Fact]
    public void Service_that_does_not_exist_is_an_error() => SystemFile.Says(
        SystemFile.WithRoutes("{ name: all, service: catalogue, match: {} }"),
        "8:27: error: routes[0].service: expected the name of a service, found \"catalogue\"; services of this file: a");

    [Fact]
    public void Name_written_twice_is_an_error() => SystemFile.Says(
        SystemFile.WithRoutes("{ name: x, service: a, match: { path: /a } }", "{ name: x, service: a, match: { path: /b } }"),
        "9:13: error: routes[1].name: expected a unique name, found that of routes[0] on line 8 again; give one of the two another name");

    [Fact]
    public void Service_with_mistakes_of_its_own_still_exists() => Assert.Single(SystemFile.Lines(SystemFile.Read(
        SystemFile.WithServiceKey("retry: { attempts: 1000 }"))));

    [Theory]
    [InlineData(
        "{ path: a }", "8:46: error: routes[0].match.path: expected a path such as /a/b, or /a/* for all below /a/, found \"a\"; write /a")]
    [InlineData(
        "{ path: /a?b }",
        "8:46: error: routes[0].match.path: expected a path such as /a/b, or /a/* for all below /a/, found \"/a?b\"; match parameters with the key query")]
    [InlineData(
        "{ path: /ä }",
        "8:46: error: routes[0].match.path: expected a path such as /a/b, or /a/* for all below /a/, found \"/ä\"; percent-encode it as clients send it")]
    [InlineData(
        "{ path: /*/a }",
        "8:46: error: routes[0].match.path: expected a path such as /a/b, or /a/* for all below /a/, found \"/*/a\"; * stands alone after the last /")]
    [InlineData(
        "{ host: 'x.com:80' }",
        "8:46: error: routes[0].match.host: expected a host such as example.com, or *.example.com for all names below it, found \"x.com:80\"; without a scheme or port")]
    [InlineData("{ methods: [GTE] }", "8:50: warning: routes[0].match.methods[0]: GTE is not a method of HTTP; did you mean \"GET\"?")]
    [InlineData(
        "{ headers: { a b: x } }",
        "8:51: error: routes[0].match.headers[\"a b\"]: expected the name of a header as the key, found \"a b\"")]
    [InlineData(
        "{ headers: { a: x, A: x } }",
        "8:57: error: routes[0].match.headers.A: the name is written twice, with different case; keep one of the two")]
    public void Match_that_can_not_be_is_an_error(string match, string line) =>
        SystemFile.Says(SystemFile.WithRoutes($"{{ name: x, service: a,  match:   {match} }}"), line);
}

using Perdure.Console.Security;
using Perdure.Console.Security.Sessions;
using Perdure.Console.Tests.Support;
using Perdure.Model;

namespace Perdure.Console.Tests.Security.Sessions;

public sealed class SessionBookTests
{
    private static readonly TokenEntry s_ops = new([1], new AdminCaller("ops", AdminRole.Operator));
    private static readonly TokenEntry s_wall = new([2], new AdminCaller("wall", AdminRole.Reader));

    private readonly SteppedClock _clock = new();

    [Fact]
    public void Session_that_is_not_used_ends_after_twelve_hours()
    {
        var book = new SessionBook(_clock);
        var (id, _) = book.Open(s_ops);

        _clock.Step(SessionBook.IdleMax - TimeSpan.FromSeconds(1));
        Assert.NotNull(book.Find([id]));
        _clock.Step(SessionBook.IdleMax - TimeSpan.FromSeconds(1));
        Assert.NotNull(book.Find([id]));
        _clock.Step(SessionBook.IdleMax);

        Assert.Null(book.Find([id]));
        Assert.Equal(0, book.Count);
    }

    [Fact]
    public void Session_that_is_used_all_the_time_ends_after_a_week()
    {
        var book = new SessionBook(_clock);
        var (id, session) = book.Open(s_ops);
        for (var hours = 0; hours < 7 * 24; hours += 2)
        {
            Assert.True(book.Use(session));
            _clock.Step(TimeSpan.FromHours(2));
        }

        Assert.False(book.Use(session));
        Assert.Null(book.Find([id]));
    }

    [Fact]
    public void Sessions_are_bounded_and_one_token_cannot_end_those_of_another()
    {
        var book = new SessionBook(_clock);
        var (mine, _) = book.Open(s_ops);
        var (first, _) = book.Open(s_wall);
        for (var at = 0; at < SessionBook.SessionsMax; at++)
        {
            _clock.Step(TimeSpan.FromSeconds(1));
            book.Open(s_wall);
        }

        Assert.Equal(SessionBook.SessionsMax, book.Count);
        Assert.NotNull(book.Find([mine]));
        Assert.Null(book.Find([first]));
    }

    [Fact]
    public void Ids_and_csrf_tokens_have_256_bits_and_differ()
    {
        var book = new SessionBook(_clock);

        var opened = Enumerable.Range(0, 100).Select(_ => book.Open(s_ops)).ToList();

        var secrets = opened.Select(one => one.Id).Concat(opened.Select(one => one.Session.Csrf)).ToList();
        Assert.Equal(200, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.Equal(43, secret.Length));
        Assert.All(opened, one => Assert.NotEqual(one.Id, one.Session.Key));
    }
}

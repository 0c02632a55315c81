using Perdure.Administration;
using Perdure.Commands;

namespace Perdure.Terminal.Top;

/// <summary>Asks a node again and again, and shows what it says. A node that goes away is waited for.</summary>
internal sealed class TopLoop(AdminClient client, TimeSpan interval, string? service, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);

    private TopSample? _before;
    private string? _problem;
    private DateTimeOffset _since;

    /// <summary>One picture, from two looks at the node, to wherever the output goes.</summary>
    public async Task OnceAsync(TextWriter output, int width, int height, bool colours, CancellationToken cancellation)
    {
        var before = await TopSample.TakeAsync(client, time, cancellation);
        await Task.Delay(interval, time, cancellation);
        var now = await TopSample.TakeAsync(client, time, cancellation);
        foreach (var line in TopFrame.Lines(new TopView(now, before, time.GetUtcNow()) { Service = service }, width, height, colours))
            await output.WriteLineAsync(line.TrimEnd());
    }

    /// <summary>Pictures in place, until somebody has had enough.</summary>
    public async Task LiveAsync(bool colours, CancellationTokenSource quit)
    {
        var now = await TopSample.TakeAsync(client, time, quit.Token);
        using var screen = new TopScreen(quit);
        var (asked, drawn, fetch) = (time.GetTimestamp(), ((int, int)?)null, (Task<TopSample?>?)null);
        while (!quit.IsCancellationRequested)
        {
            if (fetch is null && time.GetElapsedTime(asked) >= interval)
                (fetch, asked) = (AskAsync(quit.Token), time.GetTimestamp());
            if (fetch is { IsCompleted: true })
            {
                if (await fetch is { } next)
                    (_before, now) = (now, next);
                (fetch, drawn) = (null, null);
            }

            if (drawn != TopScreen.Size)
            {
                var (width, height) = TopScreen.Size;
                var view = new TopView(now, _before, time.GetUtcNow()) { Service = service, Live = true, Interval = interval, Problem = _problem, Since = _since };
                TopScreen.Show(TopFrame.Lines(view, width, height, colours));
                drawn = (width, height);
            }

            await Task.Delay(Beat, time, quit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (fetch is not null)
            await fetch;
    }

    private async Task<TopSample?> AskAsync(CancellationToken quit)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(quit);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            var sample = await TopSample.TakeAsync(client, time, limit.Token);
            _problem = null;
            return sample;
        }
        catch (OperationCanceledException)
        {
            Trouble($"nothing within {ShortText.Span(AnswerTimeout)}");
        }
        catch (CommandException refused)
        {
            Trouble(refused.Message);
        }

        return null;
    }

    private void Trouble(string problem)
    {
        if (_problem is null)
            _since = time.GetUtcNow();
        _problem = problem;
    }
}

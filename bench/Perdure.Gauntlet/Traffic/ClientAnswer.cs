namespace Perdure.Gauntlet.Traffic;

/// <summary>What came of one try.</summary>
/// <param name="Reason">Why it is lost; null when the whole right answer came.</param>
/// <param name="Status">Status of the answer; 0 when none came.</param>
public readonly record struct ClientAnswer(string? Reason, int Status)
{
    /// <summary>Sends one request and compares the answer's body with <paramref name="expected"/>; null accepts any.</summary>
    public static async Task<ClientAnswer> OfAsync(
        HttpClient client, HttpRequestMessage request, ReadOnlyMemory<byte>? expected, TimeSpan left, TimeProvider time, CancellationToken cancel)
    {
        if (left <= TimeSpan.Zero) return new ClientAnswer("deadline", 0);
        using var deadline = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var status = 0;
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            status = (int)answer.StatusCode;
            var body = await answer.Content.ReadAsByteArrayAsync(either.Token);
            if (!answer.IsSuccessStatusCode) return new ClientAnswer($"status {status}", status);
            return new ClientAnswer(expected is not { } whole || whole.Span.SequenceEqual(body) ? null : Sample.SilentTruncation, status);
        }
        catch (OperationCanceledException)
        {
            return new ClientAnswer("deadline", 0);
        }
        catch (HttpRequestException e)
        {
            return new ClientAnswer(e.HttpRequestError == HttpRequestError.ConnectionError ? "refused" : "cut short", status);
        }
        catch (IOException)
        {
            return new ClientAnswer("cut short", status);
        }
    }
}

namespace Perdure.Supervision.Output;

/// <summary>Moves the output of a process into the log until the stream ends. A slow log slows the process; nothing piles up.</summary>
internal static class OutputPump
{
    public static async Task RunAsync(StreamReader stream, int maxLineLength, Action<string> line)
    {
        var splitter = new LineSplitter(maxLineLength, line);
        var buffer = new char[4096];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var read) splitter.Push(buffer.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is gone and its pipe was closed.
        }
        splitter.Complete();
    }
}

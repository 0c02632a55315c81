using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Perdure.Demo.Stage;

/// <summary>Writes what the node says into a file, to be looked at when the demo fails. Thread-safe.</summary>
internal sealed class DemoLog(string path, TimeProvider time) : ILoggerFactory, ILogger
{
    private readonly TextWriter _file = TextWriter.Synchronized(new StreamWriter(path) { AutoFlush = true });

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff} {formatter(state, exception)}"));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is the only provider.");

    public void Dispose() => _file.Dispose();
}

using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Perdure.Gateway.Caching;

namespace Perdure.Gateway.Exchanges;

/// <summary>
/// Stands where an exchange's answer goes. It keeps the answer, so that it can be stored or replaced before the client sees anything of it, or
/// hands it on as it comes, as its rule says once the head is there. Reused from request to request; one at a time.
/// </summary>
internal sealed class ResponseCapture : IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly HeaderDictionary _headers = [];
    private readonly CaptureWriter _writer;
    private IHttpResponseFeature _client = null!;
    private IHttpResponseBodyFeature _clientBody = null!;
    private ICaptureRule _rule = null!;
    private int _status;
    private string? _reason;
    private bool _decided;

    public ResponseCapture() => _writer = new CaptureWriter(this);

    /// <summary>Whether the answer goes on to the client.</summary>
    public bool Passes { get; private set; }

    /// <summary>Whether the answer broke off while it was kept.</summary>
    public bool Broken { get; private set; }

    /// <summary>The body as far as it was kept.</summary>
    public ReadOnlyMemory<byte> Kept => _writer.Kept;

    public int StatusCode
    {
        get => Passes ? _client.StatusCode : _status;
        set
        {
            if (Passes)
                _client.StatusCode = value;
            else
                _status = value;
        }
    }

    public string? ReasonPhrase
    {
        get => Passes ? _client.ReasonPhrase : _reason;
        set
        {
            if (Passes)
                _client.ReasonPhrase = value;
            else
                _reason = value;
        }
    }

    public IHeaderDictionary Headers
    {
        get => Passes ? _client.Headers : _headers;
        set => throw new NotSupportedException();
    }

    public bool HasStarted => Passes && _client.HasStarted;

    Stream IHttpResponseFeature.Body
    {
        get => Stream;
        set => throw new NotSupportedException();
    }

    public Stream Stream => _writer.AsStream();

    public PipeWriter Writer => _writer;

    /// <summary>Takes the place of the client's.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="rule">What is kept.</param>
    /// <param name="maxBody">The largest body that is kept.</param>
    /// <param name="memory">Where the memory for it is counted.</param>
    public void Begin(Exchange exchange, ICaptureRule rule, long maxBody, CacheStore memory)
    {
        _client = exchange.Response;
        _clientBody = exchange.ResponseBody;
        _rule = rule;
        _status = 200;
        _reason = null;
        _decided = Passes = Broken = false;
        _writer.Begin(maxBody, memory);
        exchange.Notes.BeginCapture();
        exchange.AnswerTo(this, this);
    }

    /// <summary>Gives the client's place back.</summary>
    public void Leave(Exchange exchange)
    {
        exchange.AnswerTo(_client, _clientBody);
        if (!Passes)
            exchange.Notes.CaptureKept();
    }

    /// <summary>Forgets what was kept.</summary>
    public void Clear()
    {
        _writer.Clear();
        _headers.Clear();
        _rule = null!;
    }

    /// <summary>Asks the rule, if it was not asked yet.</summary>
    public void Decide()
    {
        if (_decided)
            return;
        _decided = true;
        if (!_rule.Holds(_status, _headers))
            Pass();
    }

    /// <summary>Sends the client what was kept and everything that comes.</summary>
    public void Release()
    {
        if (Passes)
            return;
        _rule.Released();
        Pass();
    }

    /// <summary>An answer that the client has nothing of can break off without harm; false when the client must be cut off.</summary>
    public bool TryBreak()
    {
        Broken = !Passes;
        return Broken;
    }

    /// <summary>Hands the head on as it is.</summary>
    public void CopyHead(IHttpResponseFeature target)
    {
        target.StatusCode = _status;
        if (_reason is not null)
            target.ReasonPhrase = _reason;
        foreach (var (name, value) in _headers)
            target.Headers[name] = value;
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Decide();
        return Passes ? _clientBody.StartAsync(cancellationToken) : Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CompleteAsync() => Passes ? _clientBody.CompleteAsync() : Task.CompletedTask;

    public void OnStarting(Func<object, Task> callback, object state) => _client.OnStarting(callback, state);

    public void OnCompleted(Func<object, Task> callback, object state) => _client.OnCompleted(callback, state);

    private void Pass()
    {
        CopyHead(_client);
        Passes = true;
        _writer.PassTo(_clientBody.Writer);
    }
}

using Microsoft.AspNetCore.Http;

namespace Perdure.Gateway.Exchanges;

/// <summary>Decides over an answer that is being captured.</summary>
internal interface ICaptureRule
{
    /// <summary>Whether the answer is kept; otherwise it goes on to the client. Asked once, when the head is complete.</summary>
    bool Holds(int status, IHeaderDictionary headers);

    /// <summary>The answer was kept, and turned out to be too large for it: it goes on to the client.</summary>
    void Released();
}

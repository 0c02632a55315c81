using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Perdure.Gateway.Fallbacks;

/// <summary>
/// What a client says of the answer that it has already, or has a part of. It means the answers of the service that it asked: another's may have
/// the same entity tag by accident, and a part of another's would be joined to what the client has.
/// </summary>
internal readonly record struct ClientConditions(StringValues Range, StringValues IfRange, StringValues NoneMatch, StringValues ModifiedSince)
{
    /// <summary>Takes it out of a request to read.</summary>
    public static ClientConditions TakeFrom(IHeaderDictionary headers)
    {
        var taken = new ClientConditions(headers.Range, headers.IfRange, headers.IfNoneMatch, headers.IfModifiedSince);
        if (taken != default)
            headers.Range = headers.IfRange = headers.IfNoneMatch = headers.IfModifiedSince = default;
        return taken;
    }

    /// <summary>Puts it back.</summary>
    public void GiveBack(IHeaderDictionary headers)
    {
        if (this == default)
            return;
        headers.Range = Range;
        headers.IfRange = IfRange;
        headers.IfNoneMatch = NoneMatch;
        headers.IfModifiedSince = ModifiedSince;
    }
}

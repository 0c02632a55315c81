using Microsoft.AspNetCore.Http;

namespace Perdure.Gateway.Caching;

/// <summary>All that is stored for one key: an answer for each set of the headers that they depend on. Read without lock.</summary>
internal sealed class CacheEntry
{
    /// <summary>Answers to one target at most: nobody may fill the memory by sending odd values of one header.</summary>
    public const int MaxVariants = 32;

    private volatile StoredAnswer[] _answers = [];

    /// <summary>The newest first. The store changes it under its lock.</summary>
    public StoredAnswer[] Answers
    {
        get => _answers;
        set => _answers = value;
    }

    /// <summary>The newest answer to a request with these headers, or null.</summary>
    public StoredAnswer? Select(IHeaderDictionary request, string? telling)
    {
        foreach (var answer in _answers)
        {
            if (answer.Answers(request, telling))
                return answer;
        }

        return null;
    }
}

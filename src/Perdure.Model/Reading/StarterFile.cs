namespace Perdure.Model.Reading;

/// <summary>The file that <c>perdure init</c> writes.</summary>
public static class StarterFile
{
    /// <summary>A commented system file that loads as it is.</summary>
    public static string Text => throw new NotImplementedException();
}

namespace Perdure.Web.Tests.Support;

/// <summary>A test that needs Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Path is null) Skip = "there is no Chromium; on Debian: apt-get install chromium";
    }
}

namespace Perdure.Durability.Storage;

/// <summary>
/// Whether waiting for a crowd is worth it: writers who write again as soon as they are answered come back at once; others do not, and each wait for them
/// is lost. So after one that was in vain the next ones are left out, twice as many each time. Used by one thread at a time.
/// </summary>
internal sealed class CrowdTrust
{
    private const int LeftOutMax = 1_024;
    private int _leaveOut;
    private int _left;

    /// <summary>Whether to wait this time.</summary>
    public bool MayWait()
    {
        if (_left == 0) return true;
        _left--;
        return false;
    }

    /// <summary>The crowd came.</summary>
    public void Came() => _leaveOut = 0;

    /// <summary>It did not.</summary>
    public void DidNotCome() => _left = _leaveOut = Math.Clamp(_leaveOut * 2, 8, LeftOutMax);
}

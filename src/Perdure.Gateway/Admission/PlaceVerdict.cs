namespace Perdure.Gateway.Admission;

/// <summary>How the wait for a place ended.</summary>
internal enum PlaceVerdict
{
    /// <summary>With a place.</summary>
    Granted,

    /// <summary>With none: it was turned away.</summary>
    Shed,

    /// <summary>Nobody waits any more.</summary>
    ClientGone,
}

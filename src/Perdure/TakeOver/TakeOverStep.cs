namespace Perdure.TakeOver;

/// <summary>
/// What a message of a take-over says, in the order of a take-over that goes well. Names are part of the protocol: see
/// docs/high-availability.md.
/// </summary>
internal enum TakeOverStep
{
    /// <summary>New to old: who I am and which protocols I speak.</summary>
    Hello,

    /// <summary>Old to new: these are the sockets, which come with the message. The old one goes on serving.</summary>
    Offer,

    /// <summary>New to old: everything that can fail is done; nothing is accepted yet.</summary>
    Ready,

    /// <summary>Old to new: I accept no more. Connections wait in the kernel.</summary>
    Yours,

    /// <summary>New to old: I accept. From here on there is no way back.</summary>
    Serving,

    /// <summary>Old to new: my ends of the sockets are closed; I finish what is in flight.</summary>
    Released,

    /// <summary>Old to new, instead of any of its others: there is no take-over, for this reason. The old one goes on serving.</summary>
    Kept,
}

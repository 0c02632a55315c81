namespace Perdure.Durability.Torture;

/// <summary>What is made wrong on purpose, to see that the judge finds it. None of it is a switch of the product.</summary>
internal enum NegativeControl
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>With each kill the store's log is deleted, as by a disk that said it had flushed what it had not.</summary>
    LyingDisk,

    /// <summary>The service does not recognise keys: what is sent twice takes effect twice.</summary>
    ForgetfulService,
}

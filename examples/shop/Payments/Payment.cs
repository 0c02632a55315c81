namespace Shop.Payments;

/// <summary>An order to pay.</summary>
/// <param name="Id">Named by the client; one line of at most 100 characters.</param>
/// <param name="AmountCents">How much, in cents.</param>
public sealed record Payment(string Id, int AmountCents);

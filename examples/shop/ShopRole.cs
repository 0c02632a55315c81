namespace Shop;

/// <summary>Which part of the shop a process is.</summary>
public enum ShopRole
{
    /// <summary>What there is to buy; only read.</summary>
    Catalog,

    /// <summary>What a user may like; the shop works without it.</summary>
    Recommendations,

    /// <summary>What must happen once and only once.</summary>
    Payments,

    /// <summary>Settles accepted payments, one after another, whoever of the others is alive.</summary>
    Settlement,
}

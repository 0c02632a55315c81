using System.Net;
using System.Net.Sockets;

namespace Perdure.Console.Security.Sessions;

/// <summary>
/// How often an address may try to sign in with a wrong token: ten times a minute. An attempt counts as failed until it has succeeded, so that many at once
/// are not more. Thread-safe.
/// </summary>
internal sealed class SignInLimiter(TimeProvider time)
{
    /// <summary>Failures of one address in a minute.</summary>
    public const int FailuresMax = 10;

    /// <summary>How many addresses are remembered.</summary>
    public const int AddressesMax = 10_000;

    private static readonly TimeSpan Over = TimeSpan.FromMinutes(1);

    private readonly Dictionary<IPAddress, (long Since, int Failures)> _addresses = [];
    private readonly Lock _lock = new();

    /// <summary>Begins an attempt; false when there were too many. <paramref name="last"/> says that it is the last one before that.</summary>
    public bool TryBegin(IPAddress? address, out bool last)
    {
        var key = KeyOf(address);
        lock (_lock)
        {
            var (since, failures) = _addresses.GetValueOrDefault(key, (time.GetTimestamp(), 0));
            if (time.GetElapsedTime(since) >= Over)
                (since, failures) = (time.GetTimestamp(), 0);
            last = failures == FailuresMax - 1;
            if (failures >= FailuresMax)
                return false;
            if (_addresses.Count >= AddressesMax && !_addresses.ContainsKey(key))
                MakeRoom();
            _addresses[key] = (since, failures + 1);
            return true;
        }
    }

    /// <summary>The attempt was none of those that are counted.</summary>
    public void Succeeded(IPAddress? address)
    {
        var key = KeyOf(address);
        lock (_lock)
        {
            if (!_addresses.TryGetValue(key, out var counted))
                return;
            if (counted.Failures <= 1)
                _addresses.Remove(key);
            else
                _addresses[key] = (counted.Since, counted.Failures - 1);
        }
    }

    private void MakeRoom()
    {
        foreach (var (address, _) in _addresses.Where(known => time.GetElapsedTime(known.Value.Since) >= Over).ToList())
            _addresses.Remove(address);
        if (_addresses.Count >= AddressesMax)
            _addresses.Remove(_addresses.MinBy(known => known.Value.Since).Key);
    }

    // Whoever has one address of a /64 has them all.
    private static IPAddress KeyOf(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}

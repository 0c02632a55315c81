namespace Perdure.Gateway.Hosting;

/// <summary>A new plan could not be put in place; the old one is still serving.</summary>
public sealed class GatewayReloadException : Exception
{
    /// <summary>Creates the exception with what went wrong and what to do next.</summary>
    public GatewayReloadException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public GatewayReloadException(string message, Exception inner) : base(message, inner)
    {
    }
}

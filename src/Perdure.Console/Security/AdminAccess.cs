using Perdure.Model;

namespace Perdure.Console.Security;

/// <summary>Endpoint metadata: the role that a page of the API takes.</summary>
internal sealed record AdminAccess(AdminRole Role);

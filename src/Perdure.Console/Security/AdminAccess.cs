using Perdure.Model;

namespace Perdure.Console.Security;

/// <summary>Endpoint metadata: the role that a page of the API takes. An operator may do everything.</summary>
/// <param name="Role">The role.</param>
/// <param name="Also">Another one that will do; null for none.</param>
internal sealed record AdminAccess(AdminRole Role, AdminRole? Also = null);

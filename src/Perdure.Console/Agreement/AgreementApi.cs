using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perdure.Console.Nodes;
using Perdure.Console.Security;
using Perdure.Console.Serving;
using Perdure.Model;

namespace Perdure.Console.Agreement;

/// <summary>What services agree through: elections, locks and members.</summary>
internal static class AgreementApi
{
    private static readonly string[] Show = ["GET", "HEAD"];
    private static readonly AdminAccess App = new(AdminRole.App);
    private static readonly AdminAccess AppOrReader = new(AdminRole.App, AdminRole.Reader);
    private static readonly BodyLimit Body = new(AgreementLimits.BodyBytesMax);

    /// <summary>Adds the pages.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="coordination">What they stand on.</param>
    /// <param name="limits">What they are held to.</param>
    /// <param name="stopping">Cancelled when the node stops: whoever waits is sent to another one.</param>
    public static void Map(IEndpointRouteBuilder routes, ICoordinationView coordination, AgreementLimits limits, CancellationToken stopping)
    {
        var calls = new AgreementCalls(limits, stopping);
        ElectionApi.Map(new Pages(routes, calls), coordination);
        LockApi.Map(new Pages(routes, calls), coordination);
        MemberApi.Map(new Pages(routes, calls), coordination);
    }

    /// <summary>Adds pages of two kinds: those that show, and those that change something.</summary>
    internal sealed class Pages(IEndpointRouteBuilder routes, AgreementCalls calls)
    {
        /// <summary>A page that shows.</summary>
        public void Get(string path, Func<AgreementCall, Task> handle) =>
            routes.MapMethods(path, Show, context => calls.RunAsync(context, handle)).WithMetadata(AppOrReader);

        /// <summary>A page that changes something by a body.</summary>
        public void Post(string path, Func<AgreementCall, Task> handle) => Change("POST", path, handle);

        /// <summary>A page that puts something by a body.</summary>
        public void Put(string path, Func<AgreementCall, Task> handle) => Change("PUT", path, handle);

        /// <summary>A page that takes something away.</summary>
        public void Delete(string path, Func<AgreementCall, Task> handle) => Change("DELETE", path, handle);

        private void Change(string method, string path, Func<AgreementCall, Task> handle) =>
            routes.MapMethods(path, [method], (RequestDelegate)(context => calls.RunAsync(context, handle))).WithMetadata(App, Body);
    }
}

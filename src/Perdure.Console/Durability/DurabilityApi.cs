using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Perdure.Console.Agreement;
using Perdure.Console.Nodes;
using Perdure.Console.Security;
using Perdure.Console.Serving;
using Perdure.Model;

namespace Perdure.Console.Durability;

/// <summary>What services keep durably: queues of jobs, and checkpoints.</summary>
internal static class DurabilityApi
{
    private static readonly string[] Show = ["GET", "HEAD"];
    private static readonly AdminAccess App = new(AdminRole.App);
    private static readonly AdminAccess AppOrReader = new(AdminRole.App, AdminRole.Reader);
    private static readonly AdminAccess Operator = new(AdminRole.Operator);

    /// <summary>Adds the pages.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="view">What they stand on.</param>
    /// <param name="limits">What they are held to.</param>
    /// <param name="log">Where skipped, recovered and dead jobs are told.</param>
    /// <param name="stopping">Cancelled when the node stops: whoever waits is sent away.</param>
    public static void Map(IEndpointRouteBuilder routes, IDurabilityView view, AgreementLimits limits, ILogger log, CancellationToken stopping)
    {
        var pages = new Pages(routes, new AgreementCalls(limits, stopping), view);
        QueueApi.Map(pages, log);
        JobApi.Map(pages, log);
        CheckpointApi.Map(pages);
    }

    /// <summary>Adds pages of several kinds.</summary>
    internal sealed class Pages(IEndpointRouteBuilder routes, AgreementCalls calls, IDurabilityView view)
    {
        /// <summary>A page that shows.</summary>
        public void Get(string path, Func<DurableCall, Task> handle) => routes.MapMethods(path, Show, Handler(handle)).WithMetadata(AppOrReader);

        /// <summary>A page for services that changes something.</summary>
        public void Change(string method, string path, int bytesMax, Func<DurableCall, Task> handle) =>
            routes.MapMethods(path, [method], Handler(handle)).WithMetadata(App, new BodyLimit(bytesMax));

        /// <summary>A page for operators that changes something.</summary>
        public void Operate(string path, Func<DurableCall, Task> handle) =>
            routes.MapMethods(path, ["POST"], Handler(handle)).WithMetadata(Operator, new BodyLimit(DurableLimits.BodyBytesMax));

        private RequestDelegate Handler(Func<DurableCall, Task> handle) => context => calls.RunAsync(context, call => handle(new DurableCall(call, view)));
    }
}

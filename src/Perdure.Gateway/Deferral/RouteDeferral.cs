using Perdure.Gateway.Planning;
using Perdure.Gateway.Stages;
using Perdure.Model;

namespace Perdure.Gateway.Deferral;

/// <summary>How a route accepts requests to be sent later, and how they are sent. One for each plan; what it points to outlasts it.</summary>
/// <param name="Name">The route.</param>
/// <param name="Model">What the system file says of it.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Service">The service that gets them.</param>
/// <param name="Counters">What became of them.</param>
/// <param name="Pace">Whether anything can be sent just now.</param>
/// <param name="Chain">What serves them: everything behind the <see cref="DeferStage"/>.</param>
internal sealed record RouteDeferral(
    string Name, DeferModel Model, QueueModel Queue, ServiceRuntime Service, DeferCounters Counters, ReplayPace Pace, Stage Chain);

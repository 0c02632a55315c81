using Perdure.Coordination.Etcd.Calls;
using Perdure.Coordination.Etcd.Contact;
using Perdure.Coordination.Etcd.Endpoints;
using Perdure.Coordination.Etcd.Translation;

namespace Perdure.Coordination.Etcd.Watching;

/// <summary>What every watch needs.</summary>
internal sealed record WatchServices(
    EtcdOptions Options, EndpointSet Endpoints, Gate Gate, Pulse Pulse, TokenSource Tokens, Freshness Freshness, Requests Requests, Answers Answers);

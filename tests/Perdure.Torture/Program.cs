using System.CommandLine;
using Perdure.Torture;
using Perdure.Torture.Workers;

// perdure-torture run: three real etcd and three nodes in network namespaces, faults drawn from a seed, and a judge. Takes root.
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 60, Description = "How long faults are injected" };
var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "What the faults are drawn from" };
var folder = new Option<string?>("--folder") { Description = "Where logs go (default: a temporary folder, kept when something was found)" };
var control = new Option<bool>("--control") { Description = "The negative control: candidates that never look at the clock. The judge must find them" };
var run = new Command("run", "Tortures three nodes on three etcd and judges what their candidates saw.") { seconds, seed, folder, control };
run.SetAction((parsed, _) => Outside.RunAsync(parsed.GetValue(seconds), parsed.GetValue(seed), parsed.GetValue(folder), parsed.GetValue(control)));

var network = new Option<string>("--network") { Required = true };
var inside = new Command("inside", "The same, from inside the namespace that sees all hosts.") { seconds, seed, folder, control, network };
inside.Hidden = true;
inside.SetAction((parsed, cancel) =>
    new Torture(parsed.GetRequiredValue(network), parsed.GetRequiredValue(folder)!, parsed.GetValue(seed), parsed.GetValue(control))
        .RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancel));

var election = new Option<string>("--election") { Required = true };
var name = new Option<string>("--name") { Required = true };
var nodes = new Option<string>("--nodes") { Required = true };
var log = new Option<string>("--log") { Required = true };
var candidate = new Command("candidate", "A service that wants to lead, and writes down what it sees.") { election, name, nodes, log, control };
candidate.Hidden = true;
candidate.SetAction((parsed, cancel) => Candidate.RunAsync(
    parsed.GetRequiredValue(election),
    parsed.GetRequiredValue(name),
    [.. parsed.GetRequiredValue(nodes).Split(',').Select(node => new Uri(node))],
    parsed.GetRequiredValue(log),
    parsed.GetValue(control),
    cancel));

return await new RootCommand("Tortures the agreement of nodes.") { run, inside, candidate }.Parse(args).InvokeAsync();

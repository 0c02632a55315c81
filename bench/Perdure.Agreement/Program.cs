using System.CommandLine;
using Perdure.Agreement;

// perdure-agreement: drives a real etcd through Perdure's own client, as bench/peers/etcd-client does through etcd's. One JSON line per result.
var endpoints = new Option<string>("--endpoints") { Required = true, Description = "Client URLs, separated by commas" };
var operation = new Option<string>("--op") { DefaultValueFactory = _ => "put", Description = "put, txn, get or serializable" };
operation.AcceptOnlyFromAmong("put", "txn", "get", "serializable");
var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 1 };
var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 5 };
var warm = new Option<double>("--warm") { DefaultValueFactory = _ => 1 };
var size = new Option<int>("--size") { DefaultValueFactory = _ => 256 };
var load = new Command("load", "A closed-loop load.") { endpoints, operation, clients, seconds, warm, size };
load.SetAction((parsed, _) => Commands.LoadAsync(
    parsed.GetRequiredValue(endpoints),
    new LoadOptions(
        parsed.GetRequiredValue(operation),
        parsed.GetValue(clients),
        TimeSpan.FromSeconds(parsed.GetValue(warm)),
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        parsed.GetValue(size))));

var name = new Option<string>("--name") { DefaultValueFactory = _ => "bench" };
var id = new Option<string>("--id") { DefaultValueFactory = _ => "cs" };
var ttl = new Option<int>("--ttl") { DefaultValueFactory = _ => 2, Description = "Seconds" };
var elect = new Command("elect", "Campaigns, says so when it leads, and leads until it is killed.") { endpoints, name, id, ttl };
elect.SetAction((parsed, cancel) => Commands.ElectAsync(
    parsed.GetRequiredValue(endpoints),
    parsed.GetRequiredValue(name),
    parsed.GetRequiredValue(id),
    TimeSpan.FromSeconds(parsed.GetValue(ttl)),
    cancel));

return await new RootCommand("Drives a store for comparison.") { load, elect }.Parse(args).InvokeAsync();

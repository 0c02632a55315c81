using System.CommandLine;
using Perdure.Durable;

// perdure-durable: durable acknowledgements per second, of the store's engines and of bare loops on the same disk. One JSON line per result.
var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 64 };
var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 3 };
var warm = new Option<double>("--warm") { DefaultValueFactory = _ => 2 };
var size = new Option<int>("--size") { DefaultValueFactory = _ => 256, Description = "Bytes of a record" };
LoadOptions Load(ParseResult parsed) =>
    new(parsed.GetValue(clients), TimeSpan.FromSeconds(parsed.GetValue(warm)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(size));

var file = new Option<string>("--file") { Required = true };
var inPlace = new Option<bool>("--in-place") { Description = "Over and over in a file that has its size already, instead of appending" };
var limit = new Command("limit", "One thread: all clients' records in a write, then fdatasync.") { file, inPlace, clients, seconds, warm, size };
limit.SetAction(parsed => Commands.Limit(parsed.GetRequiredValue(file), Load(parsed), parsed.GetValue(inPlace)));

var grouped = new Command("grouped", "The same with clients that hand over a record and wait.") { file, clients, seconds, warm, size };
grouped.SetAction((parsed, _) => Commands.GroupedAsync(parsed.GetRequiredValue(file), Load(parsed)));

var engine = new Option<string>("--engine") { Required = true };
engine.AcceptOnlyFromAmong("sqlite", "postgres");
var place = new Option<string>("--place") { Required = true, Description = "A file, or a connection string" };
var batch = new Option<int>("--batch") { DefaultValueFactory = _ => 1, Description = "Jobs of a call; what is counted is calls" };
var enqueue = new Command("enqueue", "Clients that enqueue jobs.") { engine, place, clients, seconds, warm, size, batch };
enqueue.SetAction((parsed, cancel) => Commands.EnqueueAsync(
    parsed.GetRequiredValue(engine), parsed.GetRequiredValue(place), Load(parsed), parsed.GetValue(batch), cancel));

var jobs = new Option<int>("--jobs") { DefaultValueFactory = _ => 1_000_000 };
var drain = new Command("drain", "Enqueues a backlog and works it off.") { engine, place, jobs, size };
drain.SetAction((parsed, cancel) => Commands.DrainAsync(parsed.GetRequiredValue(engine), parsed.GetRequiredValue(place), parsed.GetValue(jobs), parsed.GetValue(size), cancel));

var port = new Option<int>("--port") { Required = true };
var delay = new Option<double>("--delay-ms") { DefaultValueFactory = _ => 0 };
var serve = new Command("serve", "A service that takes its time and answers 201.") { port, delay };
serve.SetAction((parsed, cancel) => Backend.ServeAsync(parsed.GetRequiredValue(port), TimeSpan.FromMilliseconds(parsed.GetValue(delay)), cancel));

var who = new Option<string>("--who") { Required = true };
var url = new Option<string>("--url") { Required = true };
var requests = new Command("requests", "Clients that send POSTs, each with an Idempotency-Key of its own.") { who, url, clients, seconds, warm, size };
requests.SetAction((parsed, cancel) => Commands.RequestsAsync(parsed.GetRequiredValue(who), new Uri(parsed.GetRequiredValue(url)), Load(parsed), cancel));

return await new RootCommand("Measures what durability costs.") { limit, grouped, enqueue, drain, serve, requests }.Parse(args).InvokeAsync();

using System.CommandLine;
using Perdure.Durability.Torture;

// perdure-durable-torture run: writers send keyed requests through gateways that are killed again and again, to a service that fails in every way;
// the judge holds what was acknowledged against what the service did.
var kills = new Option<int>("--kills") { DefaultValueFactory = _ => 10, Description = "How often something is killed" };
var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "What kills and failures are drawn from" };
var engine = new Option<StoreEngine>("--engine") { DefaultValueFactory = _ => StoreEngine.Sqlite, Description = "One gateway on sqlite, or two on postgres, which is killed too" };
var control = new Option<NegativeControl>("--control")
{
    DefaultValueFactory = _ => NegativeControl.None,
    Description = "A lie that the judge must find: a disk that loses what it flushed (lyingdisk, sqlite only), a service that ignores keys (forgetfulservice)",
};
var writers = new Option<int>("--writers") { DefaultValueFactory = _ => 8, Description = "How many requests are sent at a time" };
var folder = new Option<string?>("--folder") { Description = "Where logs go (default: a temporary folder, kept when something was found)" };
var run = new Command("run", "Tortures gateways that have accepted requests, and judges what became of these.") { kills, seed, engine, control, writers, folder };
run.SetAction((parsed, cancel) => Outside.RunAsync(
    new TortureOptions
    {
        Kills = parsed.GetValue(kills),
        Seed = parsed.GetValue(seed),
        Engine = parsed.GetValue(engine),
        Control = parsed.GetValue(control),
        Writers = parsed.GetValue(writers),
        Folder = parsed.GetValue(folder) ?? "",
    },
    cancel));

return await new RootCommand("Tortures what must not be lost.") { run }.Parse(args).InvokeAsync();

using Perdure.Commands;
using Perdure.Nodes;

// Before anything touches a socket: the runtime reads this switch once.
InlineCompletions.Choose(args);
return await CommandLine.RunAsync(args);

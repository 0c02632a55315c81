using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perdure.Benchmarks;

// In this process: the usual tool chain would generate and restore a project, which the rules of this house (warnings are
// errors, versions are pinned centrally) stop. Short jobs: the differences of interest are factors, not per cent.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithId("short");
if (args.Contains("--dry")) job = Job.Dry.WithToolchain(InProcessEmitToolchain.Instance).WithId("dry");
var config = DefaultConfig.Instance
    .AddJob(job)
    .AddExporter(MarkdownExporter.GitHub)
    .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
BenchmarkSwitcher.FromAssembly(typeof(CircuitBreakerBenchmarks).Assembly).Run([.. args.Where(a => a != "--dry")], config);

using System.Globalization;
using Perdure.Torture.Faults;
using Perdure.Torture.Judging;
using Perdure.Torture.Rig;
using Perdure.Torture.Workers;

namespace Perdure.Torture;

/// <summary>One run: start, faults for so long, peace, and judgement.</summary>
internal sealed class Torture(string network, string folder, ulong seed, bool control)
{
    private const int Hosts = 3;
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(120);

    /// <summary>When faults stop, a leader, and the same flags and drains everywhere, must be there within this time.</summary>
    private static readonly TimeSpan PeaceWithin = TimeSpan.FromSeconds(20);

    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>0 when nothing was found.</summary>
    public async Task<int> RunAsync(TimeSpan duration, CancellationToken cancel)
    {
        using var scene = new Scene(network, folder, Hosts, control);
        using var operators = new Operators(scene, seed);
        foreach (var member in scene.Etcd)
            member.Start();
        await Eventually.TrueAsync(() => Task.FromResult(EtcdMember.LeaderHost(Hosts) > 0), "etcd has a leader", StartWithin, _time);
        foreach (var node in scene.Nodes)
            node.Process.Start();
        await Eventually.TrueAsync(operators.AllAgreeAsync, "all nodes answer", StartWithin, _time);
        foreach (var candidate in scene.Candidates)
            candidate.Start();
        var watch = new LeaderWatch(scene, _time);
        await watch.AllLedAsync("each election has a first leader", StartWithin);

        var faults = await InjectAsync(scene, operators, watch, duration, cancel);
        var findings = new List<string>();
        findings.AddRange(await AtPeaceAsync(scene, operators, watch));
        foreach (var candidate in scene.Candidates)
            candidate.Kill();
        findings.AddRange(Judge(scene, out var summary));
        System.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}: {faults} faults in {duration.TotalSeconds:F0} s; {operators.Summary}; {summary}; {findings.Count} findings"));
        foreach (var finding in findings)
            System.Console.WriteLine($"FOUND {finding}");
        return findings.Count == 0 ? 0 : 1;
    }

    // Up to two faults at a time; each ends by itself, whatever happens.
    private async Task<int> InjectAsync(Scene scene, Operators operators, LeaderWatch watch, TimeSpan duration, CancellationToken cancel)
    {
        var plan = new FaultPlan(seed, scene, control ? watch : null);
        var began = _time.GetTimestamp();
        var active = new List<Task>();
        var count = 0;
        try
        {
            while (_time.GetElapsedTime(began) < duration)
            {
                await Task.Delay(plan.Pause(), _time, cancel);
                await operators.ChangeSomethingAsync();
                active.RemoveAll(fault => fault.IsCompleted);
                if (active.Count >= 2)
                    continue;
                active.Add(LastAsync(plan.Next(), began));
                count++;
            }
        }
        finally
        {
            await Task.WhenAll(active);
        }

        return count;
    }

    private async Task LastAsync(Fault fault, long began)
    {
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(began).TotalSeconds,7:F2} {fault.Name} for {fault.Lasting.TotalSeconds:F1} s"));
        await Task.Run(fault.Begin);
        await Task.Delay(fault.Lasting, _time);
        await Task.Run(fault.End);
    }

    private async Task<IEnumerable<string>> AtPeaceAsync(Scene scene, Operators operators, LeaderWatch watch)
    {
        var findings = new List<string>();
        foreach (var child in scene.Etcd.Concat(scene.Nodes.Select(node => node.Process)).Concat(scene.Candidates).Where(child => !child.Running))
            findings.Add($"{child.Name} has ended by itself; see {child.LogFile}");
        try
        {
            var peace = _time.GetTimestamp();
            await watch.AllLedAsync("each election has a leader after the faults", PeaceWithin);
            await operators.SettleAsync();
            await Eventually.TrueAsync(operators.AllAgreeAsync, "flags and drains are the same on all nodes", PeaceWithin, _time);
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peace: leaders, flags and drains everywhere after {_time.GetElapsedTime(peace).TotalSeconds:F1} s"));
        }
        catch (TimeoutException late)
        {
            findings.Add($"{late.Message}; {await operators.DifferencesAsync()}");
        }

        return findings;
    }

    private static List<string> Judge(Scene scene, out string summary)
    {
        var (beliefs, accepted) = JudgeLogReader.Read(Directory.GetFiles(scene.Folder, "*.claims"));
        var findings = new List<string>();
        foreach (var election in Scene.Elections)
        {
            findings.AddRange(TokenJudge.Find($"{election}: two believed to lead", beliefs[election]));
            findings.AddRange(TokenJudge.Find($"{election}: two were accepted", accepted[election]));
            if (!accepted[election].Any())
                findings.Add($"{election}: nobody was ever accepted, so nothing was tested");
        }

        var terms = Scene.Elections.Sum(election => accepted[election].Select(claim => claim.Token).Distinct().Count());
        summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{terms} terms, {beliefs.Sum(group => group.Count())} beliefs and {accepted.Sum(group => group.Count())} accepted checks judged");
        return findings;
    }
}

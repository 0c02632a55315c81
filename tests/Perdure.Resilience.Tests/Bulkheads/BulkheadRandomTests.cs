using Perdure.Resilience.Bulkheads;

namespace Perdure.Resilience.Tests.Bulkheads;

/// <summary>Everything that can be done to a bulkhead, in any order, beside books that are kept by hand.</summary>
public sealed class BulkheadRandomTests
{
    private const int Seeds = 150;
    private const int Steps = 3_000;

    [Fact]
    public void Random_operations_lose_no_place_and_no_waiter_and_leave_nobody_waiting_in_vain()
    {
        for (var seed = 0; seed < Seeds; seed++)
            new Books(seed).Run();
    }

    private sealed class Books(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<(TestWaiter Waiter, long SinceUs, long LatestUs)> _waiting = [];
        private Bulkhead _bulkhead = null!;
        private long _nowUs = 1_000_000;
        private int _held;
        private int _waited;
        private long _entered;

        public void Run()
        {
            _bulkhead = new Bulkhead(Options(), _nowUs);
            for (var step = 0; step < Steps; step++)
            {
                _nowUs += _random.Next(_random.Next(5) == 0 ? 5_000 : 100);
                Act();
                _waiting.RemoveAll(IsOver);
                Check(step);
            }

            while (_held > 0 || _waiting.Count > 0)
            {
                if (_held > 0)
                    Leave();
                else
                    _bulkhead.Sweep(_nowUs += 1_000_000);
                _waiting.RemoveAll(IsOver);
            }

            Assert.True(_bulkhead is { InFlight: 0, Queued: 0 }, $"seed {seed}: {_bulkhead.InFlight} in flight, {_bulkhead.Queued} wait");
            var figures = _bulkhead.Snapshot();
            Assert.True((figures.Entered, figures.Waited) == (_entered, _waited), $"seed {seed}: {figures.Entered} of {_entered} entered, {figures.Waited} of {_waited} waited");
        }

        private void Act()
        {
            switch (_random.Next(20))
            {
                case < 9:
                    Enter();
                    break;
                case < 15:
                    Leave();
                    break;
                case 15 when _waiting.Count > 0:
                    var (waiter, _, _) = _waiting[_random.Next(_waiting.Count)];
                    Assert.True(_bulkhead.Cancel(waiter, _nowUs), $"seed {seed}: it waits, and can't be cancelled");
                    Assert.False(_bulkhead.Cancel(waiter, _nowUs), $"seed {seed}: cancelled twice");
                    _waiting.RemoveAll(wait => wait.Waiter == waiter);
                    break;
                case 16:
                    _bulkhead.Sweep(_nowUs);
                    _waiting.RemoveAll(IsOver);
                    foreach (var (_, sinceUs, latestUs) in _waiting)
                        Assert.True(latestUs >= _nowUs && _nowUs - sinceUs < _bulkhead.Options.QueueTimeoutMs * 1_000, $"seed {seed}: somebody waits too long");
                    break;
                case 17 when _random.Next(20) == 0:
                    _bulkhead.Change(Options(), _nowUs);
                    break;
                default:
                    _bulkhead.Record(_random.Next(100, 20_000), _random.Next(10) > 0, _nowUs);
                    break;
            }
        }

        private void Enter()
        {
            if (_bulkhead.TryEnter())
            {
                _held++;
                _entered++;
                return;
            }

            var waiter = new TestWaiter();
            var latestUs = _nowUs + (_random.Next(3) == 0 ? _random.Next(30_000) : 10_000_000);
            switch (_bulkhead.Enter(waiter, _random.Next(192), latestUs, _nowUs, out _))
            {
                case BulkheadEntry.Entered:
                    _held++;
                    _entered++;
                    break;
                case BulkheadEntry.Queued:
                    _waiting.Add((waiter, _nowUs, latestUs));
                    break;
            }
        }

        private void Leave()
        {
            if (_held == 0)
                return;
            _held--;
            _bulkhead.Leave(_nowUs);
        }

        private bool IsOver((TestWaiter Waiter, long SinceUs, long LatestUs) wait)
        {
            if (wait.Waiter.Verdict is null)
                return false;
            if (wait.Waiter.HasPlace)
            {
                _held++;
                _entered++;
                _waited++;
            }

            return true;
        }

        private void Check(int step)
        {
            Assert.True(_held == _bulkhead.InFlight, $"seed {seed}, step {step}: {_bulkhead.InFlight} in flight, {_held} have a place");
            Assert.True(_waiting.Count == _bulkhead.Queued, $"seed {seed}, step {step}: {_bulkhead.Queued} queued, {_waiting.Count} wait");
            Assert.True(_waiting.Count == 0 || _held >= _bulkhead.Limit, $"seed {seed}, step {step}: {_waiting.Count} wait, {_held} of {_bulkhead.Limit} places are taken");
        }

        private BulkheadOptions Options() => new()
        {
            Adaptive = _random.Next(2) == 0,
            MaxConcurrent = _random.Next(1, 12),
            MinConcurrent = 1,
            MaxQueued = _random.Next(30),
            QueueTimeoutMs = _random.Next(1, 60),
        };
    }
}

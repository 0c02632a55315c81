// Each test runs several processes on what may be two cores, and some measure what clients see.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

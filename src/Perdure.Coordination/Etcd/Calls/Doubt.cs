namespace Perdure.Coordination.Etcd.Calls;

/// <summary>Why an answer is not believed.</summary>
/// <param name="Problem">What is wrong with it, and what to do.</param>
/// <param name="Foreign">
/// Whether it is another store, which no waiting changes. Otherwise it comes from the past: a member that lags behind or was restarted catches
/// up by itself, so that only what lasts means that the data were set back.
/// </param>
internal readonly record struct Doubt(string Problem, bool Foreign);

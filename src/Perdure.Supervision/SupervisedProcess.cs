using Perdure.Model;

namespace Perdure.Supervision;

/// <summary>A process that is to run for an instance of a service. Two are equal when they run the same thing.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Instance">Id of the instance, unique within the service.</param>
/// <param name="Process">What to run.</param>
public sealed record SupervisedProcess(string Service, string Instance, ProcessModel Process);

using Perdure.Console.Configuration;
using Perdure.Console.Flags;

namespace Perdure.Console.Nodes;

/// <summary>What the nodes of a system share, as operators see and change it by any of them: flags and configuration.</summary>
public interface ISharedControl : IFlagControl, IConfigurationControl;

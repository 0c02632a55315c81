using Perdure.Client;

namespace Perdure.Commands;

/// <summary>Turns failures of the client library into the one line that a command ends with.</summary>
internal static class ServiceErrors
{
    /// <summary>Does something; its failures say what to do with this command.</summary>
    public static async Task<T> ExplainAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (PerdureException failed)
        {
            var hint = failed.Failure switch
            {
                PerdureFailure.Unavailable when failed.Status is null => " Is \"perdure run\" going there? Name other addresses with --admin or PERDURE_ADMIN",
                PerdureFailure.Refused when failed.Status == 401 => " With this command: --token TOKEN or PERDURE_TOKEN.",
                _ => "",
            };
            throw new CommandException(failed.Message + hint, ExitCode.Failed, failed);
        }
    }
}

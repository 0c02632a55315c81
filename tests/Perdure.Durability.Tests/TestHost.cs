using System.Globalization;
using Perdure.Durability.Postgres;
using Perdure.Durability.Sqlite;
using Perdure.Durability.Tests.Killing;
using Perdure.Durability.Tests.Support;

namespace Perdure.Durability.Tests;

/// <summary>What this assembly does as a program, so that tests can kill it.</summary>
internal static class TestHost
{
    public static string[] Command(string role, params string[] arguments) => ["dotnet", typeof(TestHost).Assembly.Location, role, .. arguments];

    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["work" or "lie", var file, var run]:
                await using (var store = SqliteDurableStore.Open(file, Patient.Options)) await new Worker(store, int.Parse(run, CultureInfo.InvariantCulture), arguments[0] == "lie").RunAsync();
                return 0;
            case ["work-postgres", var place, var schema, var run]:
                await using (var store = await PostgresDurableStore.OpenAsync(new PostgresOptions { ConnectionString = place, Schema = schema, ConnectTimeout = Patient.For }, Patient.Options, CancellationToken.None))
                    await new Worker(store, int.Parse(run, CultureInfo.InvariantCulture)).RunAsync();
                return 0;
            case ["hold", var file]:
                await using (SqliteDurableStore.Open(file, Patient.Options))
                {
                    Worker.Say("open");
                    await Console.In.ReadToEndAsync();
                }

                return 0;
            default:
                return 2;
        }
    }
}

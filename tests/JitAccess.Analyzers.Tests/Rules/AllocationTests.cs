using System.Globalization;
using JitAccess.Analyzers.Detection;

namespace JitAccess.Analyzers.Tests.Rules;

/// <summary>A literal that holds nothing costs nothing but the reading.</summary>
public class AllocationTests
{
    private const int Rounds = 5;
    private static readonly string[] Literals = [.. Enumerable.Range(0, 10_000).Select(Innocent)];

    [Fact]
    public void TenThousandInnocentLiterals_AllocateNothing()
    {
        var found = Ask(); // what is compiled or initialized on the way is not counted

        // The least of several: now and then the runtime allocates on this thread for itself.
        Enumerable.Range(0, Rounds).Min(_ => AllocatedByAsking()).ShouldBe(0);
        found.ShouldBe(0);

        long AllocatedByAsking()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            found += Ask();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    // What each analyzer asks of each literal before it looks at anything else.
    private static int Ask()
    {
        var found = 0;
        foreach (var literal in Literals)
        {
            found += ConnectionText.MayHoldPassword(literal) ? 1 : 0;
            found += PersistedSecurityInfo.MayHold(literal) ? 1 : 0;
            found += AccessKeyId.TryFind(literal, 0, out _) ? 1 : 0;
            found += SecretAccessKey.TryFind(literal, 0, out var key) && SecretAccessKey.Classify(literal, key) != KeyKind.None ? 1 : 0;
            found += SecretAccessKey.IsSelfNamed(literal) ? 1 : 0;
            found += PasswordName.MayMatch(literal) ? 1 : 0;
        }

        return found;
    }

    private static string Innocent(int number) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number % 8) switch
    {
        0 => "The order could not be found.",
        1 => "SELECT id, total FROM orders WHERE id = @id AND state <> 'CANCELLED'",
        2 => "https://orders.internal/api/v1/orders?state=open&page=2",
        3 => "Host=orders.internal;Database=orders;Username=orders_app",
        4 => "MEDIA INDIA ASIA VARIANT",
        5 => "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12 is a hash",
        6 => "application/json; charset=utf-8",
        _ => "Microsoft.Extensions.DependencyInjection.ServiceCollection",
    }}");
}

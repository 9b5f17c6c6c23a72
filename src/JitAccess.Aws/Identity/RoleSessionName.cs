namespace JitAccess.Aws.Identity;

/// <summary>Names sessions that nobody named, so that CloudTrail tells machines apart.</summary>
internal static class RoleSessionName
{
    private const int MaxLength = 64;

    public static string OfThisMachine()
    {
        var name = "jitaccess-" + string.Concat(Environment.MachineName.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'));
        return name[..Math.Min(name.Length, MaxLength)];
    }
}

using JitAccess.Analyzers.Detection;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>A member, a variable or an entry gets a password.</summary>
internal static class AssignedPasswords
{
    public static void Analyze(PasswordCheck check, IAssignmentOperation assignment)
    {
        switch (assignment.Target)
        {
            case IPropertyReferenceOperation { Arguments.Length: > 0 } indexer:
                KeyedPasswords.Analyze(check, indexer.Arguments[0].Value, assignment.Value, indexer.Property.ContainingType);
                break;
            case IArrayElementReferenceOperation:
                break;
            case IMemberReferenceOperation member when PasswordName.MayMatch(member.Member.Name) && PasswordName.Matches(member.Member.Name):
                check.Report(member.Member.Name, assignment.Value, Around.Of(member.Member.ContainingType), Around.HostsBeside(assignment, member));
                break;
            case IMemberReferenceOperation { Member.Name: "ProvidePasswordCallback" } callback:
                check.Report(callback.Member.Name, assignment.Value, Surroundings.Connection);
                break;
            case ILocalReferenceOperation local when PasswordName.MayMatch(local.Local.Name) && PasswordName.Matches(local.Local.Name):
                check.Report(local.Local.Name, assignment.Value, Surroundings.Name);
                break;
            case IParameterReferenceOperation parameter when PasswordName.MayMatch(parameter.Parameter.Name) && PasswordName.Matches(parameter.Parameter.Name):
                check.Report(parameter.Parameter.Name, assignment.Value, Surroundings.Name);
                break;
        }
    }
}

using System.Collections.Immutable;
using JitAccess.Analyzers.Detection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace JitAccess.Analyzers.Rules;

/// <summary>Looks around a password: what else does its type have, and to which host does the code beside it point.</summary>
internal static class Around
{
    public static Surroundings Of(INamedTypeSymbol? type)
    {
        if (type is null)
            return Surroundings.Name;
        if (type.Name.EndsWith("ConnectionStringBuilder", StringComparison.Ordinal) || type.Name is "NetworkCredential" or "NpgsqlDataSource")
            return Surroundings.Connection;
        if (MemberNames.IsLoginType(type.Name))
            return Surroundings.Structure;
        foreach (var member in type.GetMembers())
            if (member is IPropertySymbol or IFieldSymbol && MemberNames.IsServer(member.Name))
                return Surroundings.Structure;
        return Surroundings.Name;
    }

    public static Surroundings Of(IMethodSymbol method)
    {
        var ofType = method.MethodKind == MethodKind.Constructor || method.DeclaringSyntaxReferences.Length == 0 ? Of(method.ContainingType) : Surroundings.Name;
        if (ofType != Surroundings.Name)
            return ofType;
        foreach (var parameter in method.Parameters)
            if (MemberNames.IsServer(parameter.Name) && parameter.Type.SpecialType is SpecialType.System_String or SpecialType.System_Int32)
                return Surroundings.Structure;
        return Surroundings.Name;
    }

    public static string? HostsIn(ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
            if (argument.Parameter is { } parameter && MemberNames.IsHost(parameter.Name) && TextOf(argument.Value) is { } host)
                return HostOf(host);
        return null;
    }

    /// <summary>The host in the same initializer, or in a statement on the same object.</summary>
    public static string? HostsBeside(IAssignmentOperation assignment, IMemberReferenceOperation target)
    {
        if (assignment.Parent is IObjectOrCollectionInitializerOperation initializer)
        {
            foreach (var other in initializer.Initializers)
                if (other is IAssignmentOperation { Target: IMemberReferenceOperation member } sibling && MemberNames.IsHost(member.Member.Name))
                    return HostOf(TextOf(sibling.Value));
            return initializer.Parent is IObjectCreationOperation creation ? HostsIn(creation.Arguments) : null;
        }

        if (assignment.Parent?.Parent is not IBlockOperation block || target.Instance is not { } instance)
            return null;
        var receiver = instance.Syntax.ToString();
        foreach (var statement in block.Operations)
            if (statement is IExpressionStatementOperation { Operation: IAssignmentOperation { Target: IMemberReferenceOperation member } other }
                && MemberNames.IsHost(member.Member.Name) && member.Instance?.Syntax.ToString() == receiver)
                return HostOf(TextOf(other.Value));
        return null;
    }

    /// <summary>The host among the entries of the same dictionary or builder.</summary>
    public static string? HostsBesideKey(IOperation value)
    {
        if (value.Parent?.Parent is not IObjectOrCollectionInitializerOperation initializer)
            return null;
        foreach (var other in initializer.Initializers)
            if (other is IAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: > 0 } indexer } sibling
                && TextOf(indexer.Arguments[0].Value) is { } key && ConnectionKeys.IsHost(ConnectionKeys.Normalize(key.Substring(key.LastIndexOf(':') + 1))))
                return HostOf(TextOf(sibling.Value));
        return null;
    }

    /// <summary>The local host, where a field or property of the type names it.</summary>
    public static string? LocalHostIn(INamedTypeSymbol? type)
    {
        if (type is null)
            return null;
        foreach (var member in type.GetMembers())
            if (MemberNames.IsHost(member.Name))
                foreach (var reference in member.DeclaringSyntaxReferences)
                    if (InitialText(reference.GetSyntax()) is { } host && Hosts.AreLocal(HostOf(host)!, []))
                        return host;
        return null;
    }

    private static string? InitialText(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax { Initializer.Value: LiteralExpressionSyntax literal } => literal.Token.ValueText,
        PropertyDeclarationSyntax { Initializer.Value: LiteralExpressionSyntax literal } => literal.Token.ValueText,
        _ => null,
    };

    private static string? TextOf(IOperation value)
    {
        var origins = Values.Origins.Of(value);
        return origins.Count == 1 ? origins[0].Text : null;
    }

    // A host may be given as an address.
    private static string? HostOf(string? text)
    {
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : text;
    }
}

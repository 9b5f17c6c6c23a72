using JitAccess;
using JitAccess.Aws;
using JitAccess.Aws.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers AWS as an issuer of a database's credentials.</summary>
public static class AwsJitDatabaseBuilderExtensions
{
    /// <summary>Adds the candidate <c>RdsIam</c>: IAM tokens for RDS, Aurora and RDS Proxy.</summary>
    /// <param name="builder">The database.</param>
    /// <param name="configure">Sets options in code, after <c>JitAccess:Databases:{name}:RdsIam</c> has been read.</param>
    public static JitDatabaseBuilder UseRdsIam(this JitDatabaseBuilder builder, Action<RdsIamOptions>? configure = null) =>
        builder.UseCore(RdsIamFlavor.Rds, configure);

    /// <summary>Adds the candidate <c>AuroraIam</c>: the same tokens, for endpoints that may belong to an Aurora cluster only.</summary>
    /// <param name="builder">The database.</param>
    /// <param name="configure">Sets options in code, after <c>JitAccess:Databases:{name}:AuroraIam</c> has been read.</param>
    /// <remarks>A proxy, a load balancer or an own DNS name is refused with the remedy, before a token is signed for it.</remarks>
    public static JitDatabaseBuilder UseAuroraIam(this JitDatabaseBuilder builder, Action<RdsIamOptions>? configure = null) =>
        builder.UseCore(RdsIamFlavor.Aurora, configure);

    private static JitDatabaseBuilder UseCore(this JitDatabaseBuilder builder, RdsIamFlavor flavor, Action<RdsIamOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var optionsName = builder.AddCandidateOptions<RdsIamOptions>(flavor.CandidateName, RdsIamOptionsBinder.Bind, configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RdsIamOptions>, RdsIamOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RdsIamOptions>, RdsIamOptionsCrossValidator>());
        return builder.AddCandidate(flavor.CandidateName, services => new RdsIamCredentialProvider(
            services.GetRequiredService<IOptionsMonitor<RdsIamOptions>>().Get(optionsName),
            services.GetService<TimeProvider>(),
            flavor));
    }
}

using JitAccess;
using JitAccess.Aws;
using JitAccess.Aws.Credentials;
using JitAccess.Aws.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers AWS as an issuer of a database's credentials.</summary>
public static class AwsJitDatabaseBuilderExtensions
{
    /// <summary>Adds the candidate <c>RdsIam</c>: IAM tokens for RDS, Aurora and RDS Proxy.</summary>
    /// <param name="builder">The database.</param>
    /// <param name="configure">Sets options in code, after <c>JitAccess:Databases:{name}:RdsIam</c> has been read.</param>
    public static JitDatabaseBuilder UseRdsIam(this JitDatabaseBuilder builder, Action<RdsIamOptions>? configure = null) =>
        builder.UseRdsCore(RdsIamFlavor.Rds, configure);

    /// <summary>Adds the candidate <c>AuroraIam</c>: the same tokens, for endpoints that may belong to an Aurora cluster only.</summary>
    /// <param name="builder">The database.</param>
    /// <param name="configure">Sets options in code, after <c>JitAccess:Databases:{name}:AuroraIam</c> has been read.</param>
    /// <remarks>A proxy, a load balancer or an own DNS name is refused with the remedy, before a token is signed for it.</remarks>
    public static JitDatabaseBuilder UseAuroraIam(this JitDatabaseBuilder builder, Action<RdsIamOptions>? configure = null) =>
        builder.UseRdsCore(RdsIamFlavor.Aurora, configure);

    /// <summary>Adds the candidate <c>Dsql</c>: IAM tokens for Aurora DSQL.</summary>
    /// <param name="builder">The database.</param>
    /// <param name="configure">Sets options in code, after <c>JitAccess:Databases:{name}:Dsql</c> has been read.</param>
    /// <remarks>Where the connection string does not say otherwise, sessions are pooled as DSQL asks: at most 10, for less than 55 minutes,
    /// neither reset nor enlisted.</remarks>
    public static JitDatabaseBuilder UseDsql(this JitDatabaseBuilder builder, Action<DsqlOptions>? configure = null) =>
        builder.UseCore<DsqlOptions, DsqlOptionsValidator>(
            DsqlCredentialNames.Candidate, configure, static (options, sources) => new DsqlIamCredentialProvider(options, sources));

    private static JitDatabaseBuilder UseRdsCore(this JitDatabaseBuilder builder, RdsIamFlavor flavor, Action<RdsIamOptions>? configure) =>
        builder.UseCore<RdsIamOptions, RdsIamOptionsValidator>(
            flavor.CandidateName, configure, (options, sources) => new RdsIamCredentialProvider(options, sources, flavor));

    private static JitDatabaseBuilder UseCore<TOptions, TValidator>(
        this JitDatabaseBuilder builder, string candidate, Action<TOptions>? configure,
        Func<TOptions, AwsCredentialSources, IJitCredentialProvider> create)
        where TOptions : AwsIdentityOptions, IAwsTokenOptions, new()
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var optionsName = builder.AddCandidateOptions(candidate, AwsTokenOptionsBinder.Bind<TOptions>, configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<TOptions>, CommonPermissionMap<TOptions>>(
            static services => new CommonPermissionMap<TOptions>(services.GetService<IConfiguration>())));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new TValidator()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, AwsTokenOptionsCrossValidator<TOptions>>(
            static services => new AwsTokenOptionsCrossValidator<TOptions>(IsDevelopment(services))));
        builder.Services.TryAddSingleton(static services => new AwsCredentialSources(services.GetService<JitRuntime>() ?? new JitRuntime
        {
            TimeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System,
            LoggerFactory = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
        })
        {
            IsDevelopment = IsDevelopment(services),
        });
        return builder.AddCandidate(candidate, services => create(
            services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(optionsName), services.GetRequiredService<AwsCredentialSources>()));
    }

    private static bool IsDevelopment(IServiceProvider services) => services.GetService<IHostEnvironment>()?.IsDevelopment() ?? DevelopmentEnvironment.IsNamed;
}

#:sdk Aspire.AppHost.Sdk@13.5.2
#:package Aspire.Hosting.PostgreSQL@13.5.2
#:project ../Issuers/Issuers.csproj
#:project ../OrdersApi/OrdersApi.csproj
#:project ../OrdersLoad/OrdersLoad.csproj
#:property AspireUseCliBundle=true
#:property UserSecretsId=jitaccess-aspire-sample

// OrdersApi twice, on one PostgreSQL: once with IAM tokens, once with users of Vault. README.md says how to run it, and what of it is tested.
var builder = DistributedApplication.CreateBuilder(args);

// What a platform would mount into containers and pods; it is gone when the AppHost ends.
var delivery = Directory.CreateTempSubdirectory("jitaccess-aspire-");
try
{
    var postgresFiles = delivery.CreateSubdirectory("postgres").FullName;

    // PostgreSQL. Its superuser's password is generated, and no service is told it: only the server itself and vault-init are.
    var pg = builder.AddPostgres("pg")
        .WithEnvironment("POSTGRES_DB", "orders")
        .WithInitFiles("./initdb")
        .WithContainerFiles("/migrations", "../OrdersApi/Migrations")
        .WithContainerFiles("/jitaccess", postgresFiles)
        .WithContainerRuntimeArgs("--add-host=host.docker.internal:host-gateway"); // by that name it asks rds-iam about tokens
    var orders = pg.AddDatabase("orders");

    // The part of AWS: credentials for whoever shows the token of its pod, and the verification of IAM tokens for PostgreSQL.
    var rdsIam = AddIssuer("rds-iam", "rds-iam", "Refuse every token that is signed with the current AWS credentials, and hand out others?")
        .WithEndpoint(scheme: "http", name: "credentials", env: "DESK_ISSUER_PORT")
        .WithEnvironment("DESK_SUPERUSER", pg.Resource.UserNameReference);
    pg.WaitFor(rdsIam); // which delivers certificate and pg_hba.conf

    // Vault in dev mode: in memory, unsealed, plain HTTP. Nobody but vault-init and vault-proxy talks to it.
    var vaultRoot = builder.AddParameter("vault-root-token", new GenerateParameterDefault { MinLength = 24, Special = false }, secret: true);
    var appRoleId = builder.AddParameter("orders-app-role-id", new GenerateParameterDefault { MinLength = 24, Special = false });
    var vault = builder.AddContainer("vault", "hashicorp/vault", "1.20")
        .WithHttpEndpoint(targetPort: 8200, name: "http")
        .WithEnvironment("VAULT_DEV_ROOT_TOKEN_ID", vaultRoot)
        .WithEnvironment("VAULT_DEV_LISTEN_ADDRESS", "0.0.0.0:8200")
        .WithContainerRuntimeArgs("--cap-add=IPC_LOCK")
        .WithHttpHealthCheck("/v1/sys/health", endpointName: "http");

    // Sets up the database engine, the policy and the AppRole, and ends.
    var vaultInit = builder.AddContainer("vault-init", "hashicorp/vault", "1.20")
        .WithContainerFiles("/setup", "./vault")
        .WithEntrypoint("/bin/sh")
        .WithArgs("/setup/setup.sh")
        .WithEnvironment("VAULT_ADDR", vault.GetEndpoint("http"))
        .WithEnvironment("VAULT_TOKEN", vaultRoot)
        .WithEnvironment("APP_ROLE_ID", appRoleId)
        .WithEnvironment("PG_HOST", pg.Resource.Host)
        .WithEnvironment("PG_PORT", pg.Resource.Port)
        .WithEnvironment("PG_DATABASE", orders.Resource.DatabaseName)
        .WithEnvironment("PG_USER", pg.Resource.UserNameReference)
        .WithEnvironment("PG_PASSWORD", pg.Resource.PasswordParameter)
        .WithParentRelationship(vault)
        .WaitFor(vault)
        .WaitFor(orders);

    // Adds TLS to Vault, and delivers the secret id of the AppRole: wrapped, good for one login, a fresh one every half minute.
    var vaultProxy = AddIssuer("vault-proxy", "vault", "Revoke every lease on the database, drop the users and end their sessions?")
        .WithEndpoint(scheme: "https", name: "vault", env: "DESK_ISSUER_PORT")
        .WithEnvironment("DESK_VAULT_ADDRESS", vault.GetEndpoint("http"))
        .WithEnvironment("DESK_VAULT_TOKEN", vaultRoot)
        .WaitForCompletion(vaultInit);

    // The services. Neither has a reference to pg, orders or a secret: addresses, names and paths of files are all that they are told.
    var root = Path.Combine(delivery.FullName, "postgres-root.crt");
    var noProfiles = Path.Combine(delivery.FullName, "no-aws-profiles");
    var forTokens = builder.AddConnectionString("orders-for-tokens", ReferenceExpression.Create(
        $"Host={pg.Resource.Host};Port={pg.Resource.Port};Database={orders.Resource.DatabaseName};Root Certificate={root};Username=orders_app;Connection Lifetime=5"));
    var overRdsIam = builder.AddProject<Projects.OrdersApi>("orders-rds-iam")
        .WithHttpEndpoint(name: "http")
        .WithReference(forTokens, connectionName: "orders")
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
        .WithEnvironment("JitAccess__Databases__orders__Provider", "RdsIam")
        .WithEnvironment("JitAccess__Databases__orders__TokenEndpoints__0__Connect", ReferenceExpression.Create($"{pg.Resource.Host}:{pg.Resource.Port}"))
        .WithEnvironment("JitAccess__Databases__orders__TokenEndpoints__0__Token", "orders.abc123def456.eu-west-1.rds.amazonaws.com:5432")
        .WithEnvironment("JitAccess__Databases__orders__RdsIam__TokenLifetime", "00:00:20")
        .WithEnvironment("AWS_CONTAINER_CREDENTIALS_FULL_URI", ReferenceExpression.Create($"{rdsIam.GetEndpoint("credentials")}/v1/credentials"))
        .WithEnvironment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", Path.Combine(delivery.FullName, "pod-identity-token"))
        .WithEnvironment("AWS_EC2_METADATA_DISABLED", "true")

        // The developer's own AWS identity must not sign: neither a key in the environment nor a profile.
        .WithEnvironment("AWS_ACCESS_KEY_ID", "")
        .WithEnvironment("AWS_PROFILE", "")
        .WithEnvironment("AWS_CONFIG_FILE", noProfiles)
        .WithEnvironment("AWS_SHARED_CREDENTIALS_FILE", noProfiles)
        .WithHttpHealthCheck("/health", endpointName: "http")
        .WithHttpCommand("/credentials/rotate", "Rotate now", endpointName: "http", commandOptions: new HttpCommandOptions { IconName = "ArrowSync" })
        .WaitFor(orders)
        .WaitFor(rdsIam);

    var forLeases = builder.AddConnectionString("orders-for-leases", ReferenceExpression.Create(
        $"Host={pg.Resource.Host};Port={pg.Resource.Port};Database={orders.Resource.DatabaseName};Root Certificate={root}"));
    var overVault = builder.AddProject<Projects.OrdersApi>("orders-vault")
        .WithHttpEndpoint(name: "http")
        .WithReference(forLeases, connectionName: "orders")
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
        .WithEnvironment("JitAccess__Databases__orders__Provider", "Vault")
        .WithEnvironment("JitAccess__Databases__orders__Vault__Address", vaultProxy.GetEndpoint("vault"))
        .WithEnvironment("JitAccess__Databases__orders__Vault__CaCertificateFile", Path.Combine(delivery.FullName, "vault-root.crt"))
        .WithEnvironment("JitAccess__Databases__orders__Vault__Role", "orders")
        .WithEnvironment("JitAccess__Databases__orders__Vault__Auth__Method", "AppRole")
        .WithEnvironment("JitAccess__Databases__orders__Vault__Auth__Role", "orders")
        .WithEnvironment("JitAccess__Databases__orders__Vault__Auth__RoleId", appRoleId)
        .WithEnvironment("JitAccess__Databases__orders__Vault__Auth__SecretIdFile", Path.Combine(delivery.FullName, "vault-secret-id"))
        .WithEnvironment("JitAccess__Databases__orders__Vault__Auth__SecretIdIsWrapped", "true")
        .WithHttpHealthCheck("/health", endpointName: "http")
        .WithHttpCommand("/credentials/rotate", "Rotate now", endpointName: "http", commandOptions: new HttpCommandOptions { IconName = "ArrowSync" })
        .WaitFor(orders)
        .WaitFor(vaultProxy);

    // Load. The dashboard's Start and Stop are its switch.
    builder.AddProject<Projects.OrdersLoad>("load")
        .WithEnvironment("LOAD_TARGETS", ReferenceExpression.Create($"{overRdsIam.GetEndpoint("http")};{overVault.GetEndpoint("http")}"))
        .WithExplicitStart();

    builder.Build().Run();
}
finally
{
    delivery.Delete(recursive: true);
}

// An issuer with its switches on the dashboard.
IResourceBuilder<ProjectResource> AddIssuer(string name, string kind, string confirmation) => builder.AddProject<Projects.Issuers>(name)
    .WithArgs(kind)
    .WithHttpEndpoint(name: "http", env: "DESK_CONTROL_PORT")
    .WithEnvironment("DESK_DELIVERY", delivery.FullName)
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithHttpCommand("/revoke-all", "Revoke all", endpointName: "http",
        commandOptions: new HttpCommandOptions { ConfirmationMessage = confirmation, IconName = "ShieldProhibited" })
    .WithHttpCommand("/stop", "Stop the issuer for 30 s", endpointName: "http", commandOptions: new HttpCommandOptions { IconName = "PlugDisconnected" });

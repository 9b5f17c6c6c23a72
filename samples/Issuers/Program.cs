using Issuers;

// What a cloud has around OrdersApi, for the AppHost in samples/aspire: the part of AWS, or a proxy with TLS in front of Vault.
switch (args)
{
    case [RdsIamDesk.Name]:
        await RdsIamDesk.RunAsync();
        return 0;
    case [VaultDesk.Name]:
        await VaultDesk.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine($"usage: Issuers {RdsIamDesk.Name}|{VaultDesk.Name}");
        return 2;
}

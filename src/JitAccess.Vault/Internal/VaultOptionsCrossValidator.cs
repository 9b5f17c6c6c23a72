using Microsoft.Extensions.Options;

namespace JitAccess.Vault.Internal;

/// <summary>Checks what no single property shows: addresses, files, and what each auth method needs.</summary>
internal sealed class VaultOptionsCrossValidator(bool isDevelopment) : IValidateOptions<VaultOptions>
{
    public ValidateOptionsResult Validate(string? name, VaultOptions options)
    {
        var path = string.IsNullOrEmpty(name) ? nameof(VaultOptions) : $"{JitDatabaseOptions.SectionName}:{name}";
        var errors = new ValidateOptionsResultBuilder();
        CheckAddresses(path, options, errors);
        CheckRole(path, options, errors);
        CheckFiles(path, options, errors);
        new VaultAuthRules($"{path}:{nameof(options.Auth)}", options.Auth, errors).Check();
        return errors.Build();
    }

    private void CheckAddresses(string path, VaultOptions options, ValidateOptionsResultBuilder errors)
    {
        var mayBeInsecure = options.IsInsecureLoopbackAllowed && isDevelopment;
        if (string.IsNullOrWhiteSpace(options.Address))
            errors.AddError($"{path}:{nameof(options.Address)} is missing; set it to the address of Vault, like 'https://vault.example.com:8200'.");
        else if (VaultAddress.Check(options.Address, mayBeInsecure, out _) is { } defect)
            errors.AddError($"{path}:{nameof(options.Address)} {defect}.");

        for (var i = 0; i < options.AdditionalAddresses.Count; i++)
            if (VaultAddress.Check(options.AdditionalAddresses[i], mayBeInsecure, out _) is { } defect)
                errors.AddError($"{path}:{nameof(options.AdditionalAddresses)}:{i} {defect}.");
    }

    private static void CheckRole(string path, VaultOptions options, ValidateOptionsResultBuilder errors)
    {
        if (string.IsNullOrWhiteSpace(options.Role))
            errors.AddError($"{path}:{nameof(options.Role)} is missing; set it to the role of the database secrets engine that creates the users.");
        else if (!VaultPath.IsValid(options.Role))
            errors.AddError($"{path}:{nameof(options.Role)} is '{options.Role}', which is no name of a role; write it as in 'vault list database/roles'.");
        if (!VaultPath.IsValid(options.Mount))
            errors.AddError($"{path}:{nameof(options.Mount)} is '{options.Mount}', which is no mount; write it as in 'vault secrets list', like 'database'.");
        if (options.Namespace is not null && !VaultPath.IsValid(options.Namespace))
            errors.AddError($"{path}:{nameof(options.Namespace)} is '{options.Namespace}'; name a namespace like 'team/orders', or leave it out for the root.");
        if (!Enum.IsDefined(options.Kind))
            errors.AddError($"{path}:{nameof(options.Kind)} is {options.Kind}; use Dynamic or Static.");
    }

    private static void CheckFiles(string path, VaultOptions options, ValidateOptionsResultBuilder errors)
    {
        if (options is { ClientKeyFile: { } key, ClientCertificateFile: null })
            errors.AddError(
                $"{path}:{nameof(options.ClientKeyFile)} is '{key}' without a certificate; set {nameof(options.ClientCertificateFile)} too.");
        foreach (var (option, file) in ((string, string?)[])
            [(nameof(options.CaCertificateFile), options.CaCertificateFile), (nameof(options.ClientCertificateFile), options.ClientCertificateFile),
            (nameof(options.ClientKeyFile), options.ClientKeyFile)])
            if (file is not null && !File.Exists(file))
                errors.AddError($"{path}:{option} is '{file}', and there is no such file; name one that this process can read, in PEM.");
    }
}

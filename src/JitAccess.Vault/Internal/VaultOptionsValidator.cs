using Microsoft.Extensions.Options;

namespace JitAccess.Vault.Internal;

/// <summary>Checks what the attributes on <see cref="VaultOptions"/> say; generated.</summary>
[OptionsValidator]
internal sealed partial class VaultOptionsValidator : IValidateOptions<VaultOptions>;

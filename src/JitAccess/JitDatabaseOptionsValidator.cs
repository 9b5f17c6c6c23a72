using Microsoft.Extensions.Options;

namespace JitAccess;

/// <summary>Checks what the attributes on <see cref="JitDatabaseOptions"/> say; generated.</summary>
[OptionsValidator]
internal sealed partial class JitDatabaseOptionsValidator : IValidateOptions<JitDatabaseOptions>;

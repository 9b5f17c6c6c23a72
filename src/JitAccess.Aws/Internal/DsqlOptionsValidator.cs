using Microsoft.Extensions.Options;

namespace JitAccess.Aws.Internal;

[OptionsValidator]
internal sealed partial class DsqlOptionsValidator : IValidateOptions<DsqlOptions>;

using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace JitAccess.Analyzers.Corpus.Contestants;

/// <summary>A file of configuration, as analyzers see it.</summary>
internal sealed class CorpusAdditionalText(CorpusFile file) : AdditionalText
{
    private readonly SourceText _text = SourceText.From(file.Text, Encoding.UTF8);

    public override string Path => file.Path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
}

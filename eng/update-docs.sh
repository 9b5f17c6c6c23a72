#!/usr/bin/env bash
# Writes the generated parts of docs/ and the configuration schemas from code. Read the diff before you commit it.
set -euo pipefail
cd "$(dirname "$0")/.."
JITACCESS_UPDATE_DOCS=1 dotnet test tests/JitAccess.DocumentationTests --nologo -v quiet --filter FullyQualifiedName~GeneratedTests
JITACCESS_UPDATE_DOCS=1 dotnet test tests/JitAccess.Analyzers.Corpus.Tests --nologo -v quiet --filter FullyQualifiedName~Tables_OfTheBenchmarks
JITACCESS_UPDATE_DOCS=1 dotnet test tests/JitAccess.Analyzers.Tests --nologo -v quiet --filter FullyQualifiedName~Index_OfTheRules

#!/usr/bin/env bash
# Prints the compiler's arguments for a project that has been built, one a line.
#   compiler-arguments.sh PROJECT [MSBUILD ARGUMENT…]
set -euo pipefail
project=$1
shift
dotnet msbuild "$project" --nologo "-t:Clean;Compile" -p:RunAnalyzers=true -p:ProvideCommandLineArgs=true -p:SkipCompilerExecution=true \
    -p:BuildProjectReferences=false -p:TreatWarningsAsErrors=false "$@" -getItem:CscCommandLineArgs |
    sed -nE 's/^ *"Identity": "(.*)",?$/\1/p' | while IFS= read -r argument; do printf '%b\n' "$argument"; done

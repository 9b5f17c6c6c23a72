#!/usr/bin/env bash
# Builds projects of strangers with the packed analyzers: what holds secrets gets the warnings, in code and in files of settings; what a template
# makes gets none; and neither the build's output nor its SARIF repeats a piece of a secret. A newcomer's service is then mended by the packed fixes,
# builds without a warning, and logs in to a PostgreSQL that verifies tokens, without its key and its password. Run eng/pack.sh first.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packed-consumer.sh

build() { # build PROJECT: prints the build's output, warnings and all
    dotnet build "$work/$1" --nologo -v quiet -p:RestoreFallbackFolders="$shared" -p:UseSharedCompilation=false \
        -p:ErrorLog="$work/$1.sarif%2Cversion=2.1" 2>&1 || { echo "$1 does not build" >&2; return 1; }
}

# Put together here, so that no file of the repository holds one.
id="AKIA""Q3EGRZ7VKW2MXN5T"
key="k9Qz7Vt2LxW0pRb4""HsJ8mYc1NfGd6TuEa3XoZi5/"
password="Vq7xW""-kP91zt"

mkdir "$work/service"
cat >"$work/service/service.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <JitAccessSettingsFiles>deploy/*.yaml</JitAccessSettingsFiles>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="JitAccess.Aws" Version="$version" />
    <PackageReference Include="JitAccess.Npgsql" Version="$version" />
    $(dependency Npgsql.EntityFrameworkCore.PostgreSQL)
  </ItemGroup>
</Project>
PROJECT
cat >"$work/service/Program.cs" <<CODE
using Amazon.Runtime;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<AWSCredentials>(new BasicAWSCredentials("$id", "$key"));
builder.Services.AddDbContext<Orders>(options => options.UseNpgsql("Host=orders-db.internal;Database=orders;Username=orders_app;Password=$password"));

var app = builder.Build();
app.MapGet("/orders", (Orders orders) => orders.Database.SqlQuery<int>(\$"SELECT count(*)::int AS \"Value\" FROM orders").SingleAsync());
app.Run();

internal sealed class Orders(DbContextOptions<Orders> options) : DbContext(options);
CODE
echo "{ \"ConnectionStrings\": { \"orders\": \"Host=orders-db.internal;Username=orders;Password=$password\" } }" >"$work/service/appsettings.json"
echo "AWS_ACCESS_KEY_ID=$id" >"$work/service/.env"
mkdir "$work/service/deploy"
printf 'db:\n  host: orders-db.internal\n  password: %s\n' "$password" >"$work/service/deploy/values.yaml"

output=$(build service)
expect() { # expect FILE(LINE,COLUMN) RULE
    grep -qF "$1: warning $2:" <<<"$output" && grep -F "$1: warning $2:" <<<"$output" | grep -qF "/docs/rules/$2.md" ||
        { echo "no warning $2 with its link at $1:" >&2; echo "$output" >&2; exit 1; }
}
expect 'Program.cs(5,72)' JIT001
expect 'Program.cs(5,96)' JIT002
expect 'Program.cs(6,138)' JIT005
expect 'appsettings.json(1,86)' JIT008
expect '.env(1,19)' JIT007
expect 'deploy/values.yaml(3,13)' JIT008

holds() { # holds FILE…: says whether a piece of a secret stands in one
    local secret at
    for secret in "$id" "$key" "$password"; do
        for ((at = 0; at + 5 <= ${#secret}; at++)); do
            ! grep -qF -- "${secret:at:5}" "$@" || return 0
        done
    done
    return 1
}
# SARIF is uploaded, and logs are kept.
echo "$output" >"$work/output"
! holds "$work/output" "$work/service.sarif" || { echo "the build repeats a piece of a secret" >&2; exit 1; }
grep -qF '"helpUri"' "$work/service.sarif" || { echo "the SARIF has no links" >&2; exit 1; }

output=$(dotnet build "$work/service" --no-restore --no-incremental --nologo -v quiet -p:RestoreFallbackFolders="$shared" -p:JitAccessAnalyzeSettings=false 2>&1)
! grep -qE 'JIT00[78]' <<<"$output" || { echo "JitAccessAnalyzeSettings=false is without effect" >&2; exit 1; }

# What the files of settings hold no fix can mend: the newcomer deletes it, and begins with what a template has.
rm -r "$work/service/.env" "$work/service/deploy"
echo '{ "Logging": { "LogLevel": { "Default": "Information" } } }' >"$work/service/appsettings.json"
cp -r eng/consumer/fixer eng/consumer/driver "$work"
sed -i "s|<!-- workspaces -->|$(dependency Microsoft.CodeAnalysis.CSharp.Workspaces)|" "$work/fixer/fixer.csproj"
for project in fixer driver; do
    dotnet build "$work/$project" --nologo -v quiet -p:RestoreFallbackFolders="$shared" -p:JitAccessVersion="$version" -p:UseSharedCompilation=false
done
eng/compiler-arguments.sh "$work/service" -p:RestoreFallbackFolders="$shared" >"$work/service.rsp"
dotnet "$work/fixer/bin/Debug/net10.0/fixer.dll" "$work/service.rsp" "$work/service" \
    "$work/packages/jitaccess.analyzers/$version/analyzers/dotnet/cs" | tee "$work/titles"
! holds "$work/titles" "$work/service/Program.cs" "$work/service/appsettings.json" || { echo "a fix leaves or repeats a piece of a secret" >&2; exit 1; }
output=$(build service) || { echo "$output" >&2; exit 1; }
! grep -qE 'warning|error' <<<"$output" || { echo "the mended service builds with warnings:" >&2; echo "$output" >&2; exit 1; }
dotnet "$work/driver/bin/Debug/net10.0/driver.dll" "$work/service/bin/Debug/net10.0/service.dll"

# What templates make is clean. Packages that a template adds and the machine may lack are taken out: it is the code that is looked at.
clean() { # clean NAME TEMPLATE
    dotnet new "$2" --name "$1" --output "$work/$1" --no-restore >/dev/null
    sed -i '/<PackageReference/d; s|</PropertyGroup>|<OutputType>Exe</OutputType></PropertyGroup>|' "$work/$1/$1.csproj"
    sed -i "s|</Project>|<ItemGroup>$3<PackageReference Include=\"JitAccess.Analyzers\" Version=\"$version\" /></ItemGroup></Project>|" "$work/$1/$1.csproj"
    [ "$2" != webapi ] || sed -i '/OpenApi/d' "$work/$1/Program.cs"
    local output
    output=$(build "$1") || { echo "$output" >&2; return 1; }
    ! grep -q 'JIT0' <<<"$output" || { echo "$1:" >&2; echo "$output" >&2; return 1; }
    grep -qF 'JIT001' "$work/$1.sarif" || grep -qF "JitAccess.Analyzers" "$work/$1/obj/project.assets.json" || { echo "$1 has no analyzers" >&2; return 1; }
}
clean Api webapi ""
clean Job worker "$(dependency Microsoft.Extensions.Hosting)"
clean Checks xunit "$(dependency xunit.v3)"
clean Data console "$(dependency Npgsql.EntityFrameworkCore.PostgreSQL)"
echo "analyzers: six findings where they belong, none in four templates; the mended service logs in"

# Sourced: a folder outside the repository in which projects restore the packed packages, as a stranger's do. Run eng/pack.sh first.
# Gives $feed, $version, $shared and $work. Nothing of it stays in the machine's package cache, where 0.1.0 of today would hide that of tomorrow.
feed=$PWD/.artifacts/packages
package=$(ls "$feed"/JitAccess.Npgsql.*.nupkg 2>/dev/null) || { echo "There are no packages in $feed; run eng/pack.sh first." >&2; exit 1; }
version=$(basename "$package" .nupkg)
version=${version#JitAccess.Npgsql.}
shared=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Empty files stop MSBuild from looking further up; sources beside the feed are those that the machine has.
for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
    echo '<Project />' >"$work/$file"
done
cat >"$work/nuget.config" <<CONFIG
<configuration>
  <config>
    <add key="signatureValidationMode" value="accept" />
  </config>
  <packageSources>
    <add key="packed" value="$feed" />
  </packageSources>
</configuration>
CONFIG

# What others made is read from the machine's cache; ours is unpacked into the temporary one.
export NUGET_PACKAGES=$work/packages

dependency() { # dependency ID: its reference, in the version of this repository
    sed -nE "s|.*PackageVersion Include=\"$1\" Version=\"([^\"]+)\".*|<PackageReference Include=\"$1\" Version=\"\1\" />|p" Directory.Packages.props
}

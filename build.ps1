#!/usr/bin/env pwsh
# One verb, one command: ./build.ps1 build | test | run | generate | bench <name>
param([ValidateSet('build', 'test', 'run', 'generate', 'bench')][string]$Verb = 'build', [Parameter(ValueFromRemainingArguments)][string[]]$Rest)
Set-Location $PSScriptRoot
switch ($Verb) {
    'build'    { dotnet build Wharf.slnx @Rest }
    'test'     { dotnet test Wharf.slnx @Rest }
    'run'      { dotnet run --project src/Wharf.Server @Rest }
    'generate' { dotnet msbuild openapi/codegen/Generate.proj -t:Regenerate @Rest }
    'bench'    { dotnet run -c Release --project tests/Benchmarks -- @Rest }
}
exit $LASTEXITCODE

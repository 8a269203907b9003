# Build the packages first: dotnet build -c Release build/RefacePS.Package
BeforeDiscovery {
    $script:packages = [System.IO.Path]::Combine((Split-Path (Split-Path $PSScriptRoot)), 'output', 'packages')
    $script:runtime = "RefacePS.Runtime.$($IsWindows ? 'win-x64' : 'linux-x64')"
    $script:areMissing = -not (Test-Path (Join-Path $script:packages "$script:runtime.*.nupkg"))
}

Describe 'The packages' {
    It 'are installed from a repository, each by its name, and work together' -Skip:$script:areMissing -ForEach @{
        Packages = $script:packages; Runtime = $script:runtime
    } {
        Import-Module (Join-Path $PSScriptRoot 'PesterSupport.psm1') -Force
        $repository = "refaceps-$([guid]::NewGuid())"
        $modules = (New-Item (Join-Path $TestDrive 'modules') -ItemType Directory).FullName
        Register-PSResourceRepository $repository -Uri $Packages -Trusted
        try {
            Save-PSResource RefacePS, $Runtime -Repository $repository -Path $modules
        }
        finally {
            Unregister-PSResourceRepository $repository
        }

        $path = $env:PSModulePath
        $env:PSModulePath = $modules
        try {
            $said = pwsh -NoProfile -Command (
                "(Import-Volume '$(Get-SampleHead)' | Invoke-Deface).Quality.Status; (Get-Module RefacePS).ModuleBase")
        }
        finally {
            $env:PSModulePath = $path
        }
        $said[0] | Should -Be 'Good'
        $said[1] | Should -BeLike "$modules*"
    }
}

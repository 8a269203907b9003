@{
    ModuleVersion        = '{version}'
    GUID                 = '{guid}'
    Author               = 'RefacePS'
    CompanyName          = 'RefacePS'
    Copyright            = '(c) RefacePS and the authors of libtorch and TorchSharp; see NOTICE.'
    Description          = 'libtorch for {runtime}, which the module RefacePS computes with. It has no commands of its own.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @()
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
}

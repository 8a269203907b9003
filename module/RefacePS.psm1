# The cmdlets live in a load context of their own, so they come as an assembly object and not as a file.
$cmdlets = Import-Module -Assembly ([RefacePS.ModuleLoadContext]::CmdletAssembly) -PassThru

# Import-Module -Force leaves a module of an assembly object in place, and would then import nothing from it.
$ExecutionContext.SessionState.Module.OnRemove = {
    Remove-Module -ModuleInfo $cmdlets -Force -ErrorAction Ignore }.GetNewClosure()

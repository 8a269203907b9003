using System.Management.Automation;

namespace RefacePS.Module.Tests.Support;

/// <summary>The cmdlets of the imported module.</summary>
internal static class ModuleCmdlets
{
    /// <summary>All of them; there is at least one.</summary>
    public static List<CmdletInfo> Cmdlets(this Engine engine)
    {
        var cmdlets = engine.Run("Get-Command -Module RefacePS")
            .Output.Select(command => (CmdletInfo)command.BaseObject).ToList();
        Assert.NotEmpty(cmdlets);
        return cmdlets;
    }
}

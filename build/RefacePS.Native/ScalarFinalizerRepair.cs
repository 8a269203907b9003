using Mono.Cecil;
using Mono.Cecil.Cil;

namespace RefacePS.Native;

/// <summary>
/// Mends a race in TorchSharp. <c>tensor * 2</c> makes a <c>TorchSharp.Scalar</c> whose last use, to the garbage
/// collector, is the reading of its handle; a collection at that moment lets the finalizer free the number while
/// libtorch still reads it. Here the finalizer waits for one more collection: <c>~Scalar() { if (postponed)
/// Dispose(false); else { postponed = true; GC.ReRegisterForFinalize(this); } }</c>
/// </summary>
public static class ScalarFinalizerRepair
{
    private const string PostponedField = "postponed";

    /// <summary>True if an assembly was repaired before.</summary>
    public static bool IsRepaired(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return Scalar(module).Fields.Any(field => field.Name == PostponedField);
    }

    /// <summary>Writes a repaired copy of TorchSharp.dll.</summary>
    /// <param name="source">As its package holds it.</param>
    /// <param name="destination">The copy.</param>
    /// <exception cref="InvalidDataException">It is another TorchSharp than this repair was made for.</exception>
    public static void Repair(string source, string destination)
    {
        using var module = ModuleDefinition.ReadModule(source);
        var scalar = Scalar(module);
        var postponed = new FieldDefinition(PostponedField, FieldAttributes.Private, module.TypeSystem.Boolean);
        var dispose = Method(scalar, "Dispose", parameters: 1);
        var finalizer = Method(scalar, "Finalize", parameters: 0);
        var reRegister = new MethodReference(nameof(GC.ReRegisterForFinalize), module.TypeSystem.Void,
            CollectorOf(module))
        {
            Parameters = { new ParameterDefinition(module.TypeSystem.Object) },
        };
        scalar.Fields.Add(postponed);
        Rewrite(finalizer, postponed, dispose, reRegister);
        module.Write(destination);
    }

    private static TypeDefinition Scalar(ModuleDefinition module) =>
        module.GetType("TorchSharp.Scalar") ?? throw new InvalidDataException("It has no TorchSharp.Scalar.");

    private static MethodDefinition Method(TypeDefinition type, string name, int parameters) =>
        type.Methods.SingleOrDefault(method => method.Name == name && method.Parameters.Count == parameters)
        ?? throw new InvalidDataException($"{type.FullName} has no {name}.");

    /// <summary>System.GC, from the core library that the assembly was built against.</summary>
    private static TypeReference CollectorOf(ModuleDefinition module) =>
        new("System", nameof(GC), module, module.TypeSystem.CoreLibrary);

    private static void Rewrite(MethodDefinition finalizer, FieldReference postponed, MethodReference dispose,
        MethodReference reRegister)
    {
        var body = new MethodBody(finalizer);
        var il = body.GetILProcessor();
        var free = il.Create(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, postponed);
        il.Emit(OpCodes.Brtrue, free);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Stfld, postponed);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, reRegister);
        il.Emit(OpCodes.Ret);
        il.Append(free);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Call, dispose);
        il.Emit(OpCodes.Ret);
        finalizer.Body = body;
    }
}

# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the state of a TensorFlow Lite model part of its inputs and outputs.

Networks for streams keep what they have heard before in variables, which another
subgraph resets. Khronos' converter takes models of one subgraph, without variables.
"""

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

REMOVED = ("CALL_ONCE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE")


def expose(content):
    """The same model, with a further input and output for each variable."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    graph = model.subgraphs[0]
    kinds = {
        getattr(schema.BuiltinOperator, name): name
        for name in vars(schema.BuiltinOperator)
        if name in REMOVED
    }
    variables, reads, writes, kept = {}, {}, {}, []
    for operator in graph.operators:
        kind = kinds.get(model.operatorCodes[operator.opcodeIndex].builtinCode)
        if kind is None:
            kept.append(operator)
        elif kind == "VAR_HANDLE":
            variables[operator.outputs[0]] = operator.builtinOptions.sharedName
        elif kind == "READ_VARIABLE":
            reads[variables[operator.inputs[0]]] = operator.outputs[0]
        elif kind == "ASSIGN_VARIABLE":
            writes[variables[operator.inputs[0]]] = operator.inputs[1]
    graph.operators = kept
    graph.inputs = [*graph.inputs, *reads.values()]
    graph.outputs = [*graph.outputs, *(writes[name] for name in reads)]
    # Khronos' converter does not know the type that they had, used or not.
    for handle in variables:
        graph.tensors[handle].type = schema.TensorType.INT32
    model.subgraphs, model.signatureDefs = [graph], None
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())

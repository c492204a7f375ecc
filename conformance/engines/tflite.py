# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes models of TensorFlow Lite: tensors, operators, and the file of them.

Needs `flatbuffers`, and the classes of the schema that come with LiteRT.
"""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema


class Writer:
    """A model under construction. Tensors are known by their numbers."""

    def __init__(self):
        self.buffers = [schema.BufferT()]
        self.codes, self.tensors, self.operators = [], [], []

    def tensor(self, shape, dtype, scale=(), zero=(), axis=0, data=None):
        """A tensor with its scales and zero points; a constant if it has data."""
        tensor = schema.TensorT()
        tensor.name = f"tensor{len(self.tensors)}"
        tensor.shape = [int(extent) for extent in shape]
        tensor.type = getattr(schema.TensorType, np.dtype(dtype).name.upper())
        if len(scale):
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = [float(each) for each in scale]
            tensor.quantization.zeroPoint = [int(each) for each in zero]
            tensor.quantization.quantizedDimension = axis
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.ascontiguousarray(data, dtype).reshape(-1).view(np.uint8)
            tensor.buffer = len(self.buffers)
            self.buffers.append(buffer)
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def constant(self, values, dtype=np.int32):
        values = np.asarray(values, dtype)
        return self.tensor(values.shape, dtype, data=values)

    def operator(self, name, inputs, outputs, options=None, **fields):
        """An operator of a kind such as ADD, with the fields of its options such as AddOptions."""
        code = getattr(schema.BuiltinOperator, name)
        if code not in self.codes:
            self.codes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex = self.codes.index(code)
        operator.inputs, operator.outputs = inputs, outputs
        if options:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, options)
            operator.builtinOptions = getattr(schema, options + "T")()
            for key, value in fields.items():
                assert hasattr(operator.builtinOptions, key)
                setattr(operator.builtinOptions, key, value)
        self.operators.append(operator)

    def finish(self, inputs, outputs):
        """The bytes of the file."""
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self.tensors, self.operators
        graph.inputs, graph.outputs = inputs, outputs
        model = schema.ModelT()
        model.version, model.subgraphs, model.buffers = 3, [graph], self.buffers
        model.operatorCodes = []
        for code in self.codes:
            operator_code = schema.OperatorCodeT()
            operator_code.builtinCode = code
            operator_code.deprecatedBuiltinCode = min(code, 127)
            model.operatorCodes.append(operator_code)
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())

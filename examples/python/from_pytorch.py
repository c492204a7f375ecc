"""From PyTorch to a running network: export to ONNX, convert, import, compile, run on
PyTorch's tensors, compare with PyTorch.

    pip install nnef nnef-tools onnx torch
    python from_pytorch.py
"""

import torch
from converters import compare, convert

import nnef_mlir

# 1. A model. Yours is trained.
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Conv2d(3, 8, 3, padding=1),
    torch.nn.BatchNorm2d(8),
    torch.nn.ReLU(),
    torch.nn.Conv2d(8, 16, 3, stride=2, padding=1),
    torch.nn.LeakyReLU(),
    torch.nn.AdaptiveAvgPool2d(1),
    torch.nn.Flatten(),
    torch.nn.Linear(16, 10),
).eval()
image = torch.randn(1, 3, 32, 32)

# 2. ONNX, and from there NNEF by Khronos' converter.
names = {"input_names": ["image"], "output_names": ["scores"]}
# Khronos' converter knows the operations of opset 13, which the older exporter writes.
torch.onnx.export(model, (image,), "example.onnx", opset_version=13, dynamo=False, **names)
convert("example.onnx", "onnx", "example.nnef", "--keep-io-names")

# 3. MLIR and machine code.
net = nnef_mlir.from_nnef("example.nnef")
print(net)
exe = net.compile()

# 4. Results: tensors go in as they are, and come out without a copy.
with torch.no_grad():
    expected = model(image)
(scores,) = exe(image).values()
compare(torch.from_dlpack(scores).numpy(), expected.numpy())

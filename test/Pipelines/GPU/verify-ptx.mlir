// RUN: nnef-opt %s --nnef-verify-ptx --split-input-file --verify-diagnostics

// expected-error @+1 {{the code for the device calls '__nv_fmodf', which no device has}}
gpu.binary @kernels [#gpu.object<#nvvm.target, assembly = ".version 7.0\0A.extern .func  (.param .b32 func_retval0) __nv_fmodf\0A(\0A\09.param .b32 __nv_fmodf_param_0\0A)\0A;">]

// -----

// expected-error @+1 {{the code for the device calls 'trap', which no device has}}
gpu.binary @kernels [#gpu.object<#nvvm.target, assembly = ".extern .func trap\0A();">]

// -----

gpu.binary @kernels [#gpu.object<#nvvm.target, assembly = ".version 7.0\0A.target sm_80\0A.visible .entry kernel(){ ret; }">]

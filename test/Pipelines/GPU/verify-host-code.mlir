// RUN: nnef-opt %s --nnef-verify-host-code --split-input-file --verify-diagnostics

// What says where something is, and launches of known extents.
module attributes {gpu.container_module} {
  memref.global @weight : memref<4xf32>
  gpu.module @m {
    gpu.func @k(%x: memref<4xf32>) kernel {
      gpu.return
    }
  }
  func.func @known(%x: memref<4xf32>, %arena: memref<512xi8>) {
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    %w = memref.get_global @weight : memref<4xf32>
    %v = memref.view %arena[%c256][] : memref<512xi8> to memref<4xf32>
    gpu.launch_func @m::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1) args(%w : memref<4xf32>)
    gpu.launch_func @m::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1) args(%v : memref<4xf32>)
    return
  }
}

// -----

func.func @loop(%x: memref<4xf32>, %arena: memref<0xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  // expected-error @below {{'scf.parallel' op is left on the host, where the tensors of a network on a GPU are not}}
  scf.parallel (%i) = (%c0) to (%c4) step (%c1) {
    memref.store %zero, %x[%i] : memref<4xf32>
  }
  return
}

// -----

func.func @copy(%x: memref<4xf32>, %y: memref<4xf32>, %arena: memref<0xi8>) {
  // expected-error @below {{'memref.copy' op is left on the host}}
  memref.copy %x, %y : memref<4xf32> to memref<4xf32>
  return
}

// -----

func.func @allocation(%arena: memref<0xi8>) {
  // expected-error @below {{'memref.alloc' op is left on the host}}
  %0 = memref.alloc() : memref<4xf32>
  return
}

// -----

func.func @other_memory(%x: memref<512xi8>, %arena: memref<0xi8>) {
  %c256 = arith.constant 256 : index
  // expected-error @below {{'memref.view' op is no known part of the workspace}}
  %0 = memref.view %x[%c256][] : memref<512xi8> to memref<4xf32>
  return
}

// -----

module attributes {gpu.container_module} {
  gpu.module @m {
    gpu.func @k(%x: memref<4xf32>) kernel {
      gpu.return
    }
  }
  func.func @extent(%x: memref<4xf32>, %n: index, %arena: memref<0xi8>) {
    %c1 = arith.constant 1 : index
    // expected-error @below {{'gpu.launch_func' op has an extent that is not known before the network runs}}
    gpu.launch_func @m::@k blocks in (%n, %c1, %c1) threads in (%c1, %c1, %c1) args(%x : memref<4xf32>)
    return
  }
}

// -----

module attributes {gpu.container_module} {
  gpu.module @m {
    gpu.func @k(%x: f32) kernel {
      gpu.return
    }
  }
  func.func @number(%x: memref<4xf32>, %arena: memref<0xi8>) {
    %c1 = arith.constant 1 : index
    %zero = arith.constant 0.0 : f32
    // expected-error @below {{'gpu.launch_func' op has an argument of type 'f32'; kernels take buffers of known shapes as a whole}}
    gpu.launch_func @m::@k blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1) args(%zero : f32)
    return
  }
}

// -----

// A library works on the device, other functions do not.
func.func private @library(memref<4xf32>)
func.func @call(%x: memref<4xf32>, %arena: memref<0xi8>) {
  call @library(%x) {nnef.library_call = {}} : (memref<4xf32>) -> ()
  // expected-error @below {{'func.call' op is left on the host}}
  call @library(%x) : (memref<4xf32>) -> ()
  return
}

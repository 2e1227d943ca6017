// Devices and threads. The addon links against the CPU library alone; a CUDA LibTorch is made usable by loading
// libtorch_cuda before (loader.cc), which registers its operators.
#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include "convert.h"
#include "environment.h"

namespace summnb {

namespace {

/// devices() -> names in the order of preference, such as ["cuda:0", "cpu"]
Napi::Value devices(const Napi::CallbackInfo& info) {
  auto names = Napi::Array::New(info.Env());
  const auto add = [&](const std::string& name) { names[names.Length()] = Napi::String::New(info.Env(), name); };
  if (at::hasCUDA()) {
    const int count = at::detail::getCUDAHooks().deviceCount();
    for (int i = 0; i < count; i++) add("cuda:" + std::to_string(i));
  }
  if (at::hasMPS()) add("mps");
  add("cpu");
  return names;
}

Napi::Value torchVersion(const Napi::CallbackInfo& info) { return Napi::String::New(info.Env(), TORCH_VERSION); }

Napi::Value setNumThreads(const Napi::CallbackInfo& info) {
  at::set_num_threads(static_cast<int>(integer(info[0])));
  return info.Env().Undefined();
}

Napi::Value getNumThreads(const Napi::CallbackInfo& info) { return number(info, at::get_num_threads()); }

}  // namespace

void defineDevice(Napi::Object exports) {
  define<devices>(exports, "devices");
  define<torchVersion>(exports, "torchVersion");
  define<setNumThreads>(exports, "setNumThreads");
  define<getNumThreads>(exports, "getNumThreads");
}

}  // namespace summnb

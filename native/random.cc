// PyTorch's generators: the same seed draws the same numbers as in Python.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include "convert.h"
#include "environment.h"

namespace summnb {

namespace {

at::Generator generator(const Napi::CallbackInfo& info, size_t i) {
  const c10::Device device(info[i].As<Napi::String>().Utf8Value());
  if (device.is_cpu()) return at::detail::getDefaultCPUGenerator();
  return at::globalContext().defaultGenerator(device);
}

/// manualSeed(seed): all devices, as torch.manual_seed
Napi::Value manualSeed(const Napi::CallbackInfo& info) {
  at::manual_seed(static_cast<uint64_t>(integer(info[0])));
  return info.Env().Undefined();
}

/// getState(device) -> byte tensor
Napi::Value getState(const Napi::CallbackInfo& info) {
  auto source = generator(info, 0);
  std::lock_guard lock(source.mutex());
  return number(info, Environment::of(info.Env()).handles.put(source.get_state()));
}

/// setState(device, byte tensor)
Napi::Value setState(const Napi::CallbackInfo& info) {
  auto target = generator(info, 0);
  std::lock_guard lock(target.mutex());
  target.set_state(Environment::of(info.Env()).handles.get(integer(info[1])));
  return info.Env().Undefined();
}

}  // namespace

void defineRandom(Napi::Object exports) {
  define<manualSeed>(exports, "manualSeed");
  define<getState>(exports, "getRngState");
  define<setState>(exports, "setRngState");
}

}  // namespace summnb

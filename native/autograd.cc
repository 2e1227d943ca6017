// Gradients: backward on the environment's own thread, access to .grad, grad mode and autocast (both belong to
// the calling thread).
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>

#include "convert.h"
#include "environment.h"

namespace summnb {

namespace {

at::Tensor& tensor(const Napi::CallbackInfo& info, size_t i) {
  return Environment::of(info.Env()).handles.get(integer(info[i]));
}

/// backward(tensor[, gradient]) -> Promise; adds to .grad of every leaf that requires a gradient. Only a scalar
/// needs no gradient of its own.
Napi::Value backward(const Napi::CallbackInfo& info) {
  auto& environment = Environment::of(info.Env());
  if (!environment.worker) environment.worker = std::make_unique<Worker>(info.Env());
  const at::Tensor loss = tensor(info, 0);
  const at::Tensor gradient = info[1].IsNumber() ? tensor(info, 1) : at::Tensor();
  const int threads = at::get_num_threads();
  return environment.worker->run(info.Env(), [loss, gradient, threads] {
    // omp_set_num_threads belongs to a thread: repeat what the main thread was told.
    at::set_num_threads(threads);
    loss.backward(gradient);
  });
}

Napi::Value grad(const Napi::CallbackInfo& info) {
  const at::Tensor& value = tensor(info, 0).grad();
  if (!value.defined()) return info.Env().Null();
  return number(info, Environment::of(info.Env()).handles.put(value));
}

/// setGrad(parameter, gradient or null)
Napi::Value setGrad(const Napi::CallbackInfo& info) {
  tensor(info, 0).mutable_grad() = info[1].IsNumber() ? tensor(info, 1) : at::Tensor();
  return info.Env().Undefined();
}

Napi::Value setRequiresGrad(const Napi::CallbackInfo& info) {
  tensor(info, 0).requires_grad_(info[1].As<Napi::Boolean>().Value());
  return info.Env().Undefined();
}

Napi::Value requiresGrad(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), tensor(info, 0).requires_grad());
}

/// setGradMode(enabled) -> the mode before
Napi::Value setGradMode(const Napi::CallbackInfo& info) {
  const bool before = at::GradMode::is_enabled();
  at::GradMode::set_enabled(info[0].As<Napi::Boolean>().Value());
  return Napi::Boolean::New(info.Env(), before);
}

/// setAutocast(deviceType, dtype or null)
Napi::Value setAutocast(const Napi::CallbackInfo& info) {
  const auto device = c10::Device(info[0].As<Napi::String>().Utf8Value()).type();
  const bool enabled = info[1].IsNumber();
  if (enabled) at::autocast::set_autocast_dtype(device, static_cast<at::ScalarType>(integer(info[1])));
  else at::autocast::clear_cache();
  at::autocast::set_autocast_enabled(device, enabled);
  at::autocast::set_autocast_cache_enabled(true);
  return info.Env().Undefined();
}

}  // namespace

void defineAutograd(Napi::Object exports) {
  define<backward>(exports, "backward");
  define<grad>(exports, "grad");
  define<setGrad>(exports, "setGrad");
  define<setRequiresGrad>(exports, "setRequiresGrad");
  define<requiresGrad>(exports, "requiresGrad");
  define<setGradMode>(exports, "setGradMode");
  define<setAutocast>(exports, "setAutocast");
}

}  // namespace summnb

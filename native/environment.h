// What one JavaScript environment (main thread or worker) owns: its tensors and its resolved operators.
// Node-API keeps one Environment per environment, so two workers never share a handle table.
#pragma once
#include <napi.h>

#include <memory>
#include <string>
#include <vector>

#include "handles.h"
#include "operators.h"
#include "worker.h"

namespace summnb {

struct Environment {
  Handles handles;
  std::vector<Operator> operators;
  std::unique_ptr<Worker> worker;

  static Environment& of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }
};

/// Set from any thread by requestInterrupt(); every operator call checks it.
bool interrupted();
void setInterrupted(bool value);

/// Whether operators of this thread heed interrupts; gives what was set before.
bool setInterruptible(bool value);

using Method = Napi::Value (*)(const Napi::CallbackInfo&);

/// Adds `method` to the exports; C++ and LibTorch exceptions become JavaScript errors with a `code`.
template <Method method>
void define(Napi::Object exports, const char* name);

/// Rethrows the current C++ exception as a JavaScript error whose `code` says its kind. `where` may add the
/// operator and its arguments to the message.
[[noreturn]] void rethrow(Napi::Env env, const std::string& where = "");

template <Method method>
Napi::Value guarded(const Napi::CallbackInfo& info) {
  try {
    return method(info);
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    rethrow(info.Env());
  }
}

template <Method method>
void define(Napi::Object exports, const char* name) {
  exports.Set(name, Napi::Function::New(exports.Env(), guarded<method>, name));
}

void defineOperators(Napi::Object exports);
void defineHandles(Napi::Object exports);
void defineAutograd(Napi::Object exports);
void defineData(Napi::Object exports);
void defineDevice(Napi::Object exports);
void defineMemory(Napi::Object exports);
void defineRandom(Napi::Object exports);
void defineSafetensors(Napi::Object exports);

}  // namespace summnb

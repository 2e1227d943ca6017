#include <napi.h>

#include "cpu_memory.h"
#include "environment.h"

namespace {

Napi::Object init(Napi::Env env, Napi::Object exports) {
  summnb::countCpuMemory();
  env.SetInstanceData(new summnb::Environment());
  summnb::defineOperators(exports);
  summnb::defineHandles(exports);
  summnb::defineAutograd(exports);
  summnb::defineData(exports);
  summnb::defineDevice(exports);
  summnb::defineMemory(exports);
  summnb::defineRandom(exports);
  summnb::defineSafetensors(exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(summnb, init)

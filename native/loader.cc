// Loads LibTorch's libraries by their paths. It is an addon of its own, which is not linked against LibTorch: the other
// one is, and can only be loaded once LibTorch is in the process, because where that will be is not known when it is built.
#include <napi.h>
#include <torch/version.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace {

/// load(path): the library and those beside it that it needs; throws with the system's own words
void load(const Napi::CallbackInfo& info) {
#ifdef _WIN32
  const std::u16string path = info[0].As<Napi::String>().Utf16Value();
  // So that what it needs is looked for in its own folder.
  if (LoadLibraryExW(reinterpret_cast<const wchar_t*>(path.c_str()), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH) == nullptr)
    throw Napi::Error::New(info.Env(), "Windows error " + std::to_string(GetLastError()));
#else
  // Global, as PyTorch loads it: libraries that come later, such as libtorch_cuda, bind to the same symbols.
  if (dlopen(info[0].As<Napi::String>().Utf8Value().c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr)
    throw Napi::Error::New(info.Env(), dlerror());
#endif
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("load", Napi::Function::New<load>(env, "load"));
  exports.Set("torchVersion", Napi::String::New(env, TORCH_VERSION));
  return exports;
}

}  // namespace

NODE_API_MODULE(libtorch_loader, init)

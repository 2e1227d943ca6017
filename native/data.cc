// Tensors from typed arrays and back, always by copy: Electron refuses external ArrayBuffers.
#include <ATen/ATen.h>

#include <cstring>

#include "convert.h"
#include "environment.h"

namespace summnb {

namespace {

at::Tensor& tensor(const Napi::CallbackInfo& info) {
  return Environment::of(info.Env()).handles.get(integer(info[0]));
}

/// fromData(typedArray, shape, dtype) -> tensor on the CPU
Napi::Value fromData(const Napi::CallbackInfo& info) {
  const auto source = info[0].As<Napi::TypedArray>();
  const auto result = at::empty(integers(info[1]), static_cast<at::ScalarType>(integer(info[2])));
  TORCH_CHECK(result.nbytes() == source.ByteLength(), "The data has ", source.ByteLength(), " bytes, the shape ",
              result.sizes(), " needs ", result.nbytes(), ".");
  const auto* bytes = static_cast<const char*>(source.ArrayBuffer().Data()) + source.ByteOffset();
  if (result.nbytes() > 0) std::memcpy(result.data_ptr(), bytes, result.nbytes());
  return number(info, Environment::of(info.Env()).handles.put(result));
}

/// toData(tensor) -> ArrayBuffer with its elements in row-major order
Napi::Value toData(const Napi::CallbackInfo& info) {
  const auto source = tensor(info).detach().to(at::kCPU).contiguous();
  auto result = Napi::ArrayBuffer::New(info.Env(), source.nbytes());
  if (source.nbytes() > 0) std::memcpy(result.Data(), source.data_ptr(), source.nbytes());
  return result;
}

/// item(tensor of one element) -> number
Napi::Value item(const Napi::CallbackInfo& info) { return number(info, tensor(info).item<double>()); }

/// describe(tensor) -> [dtype, device, ...shape]
Napi::Value describeTensor(const Napi::CallbackInfo& info) {
  const auto& source = tensor(info);
  auto result = Napi::Array::New(info.Env(), 2 + source.dim());
  result[0u] = number(info, static_cast<int>(source.scalar_type()));
  result[1u] = Napi::String::New(info.Env(), source.device().str());
  for (int64_t i = 0; i < source.dim(); i++) result[static_cast<uint32_t>(2 + i)] = number(info, source.size(i));
  return result;
}

}  // namespace

void defineData(Napi::Object exports) {
  define<fromData>(exports, "fromData");
  define<toData>(exports, "toData");
  define<item>(exports, "item");
  define<describeTensor>(exports, "describe");
}

}  // namespace summnb

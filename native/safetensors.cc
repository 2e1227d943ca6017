// Files mapped into memory: a checkpoint's tensors are views of the mapping and cost nothing until read. The
// mapping is private, so writing into such a tensor copies its page and never changes the file.
#include <ATen/ATen.h>

#include <cerrno>
#include <cstring>

#ifndef _WIN32
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include "convert.h"
#include "environment.h"

namespace summnb {

namespace {

at::Tensor mapped(const std::string& path) {
#ifdef _WIN32
  return at::from_file(path, /*shared=*/false, /*size=*/0, at::kByte);
#else
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) throw std::runtime_error("Could not open " + path + ": " + std::strerror(errno) + ".");
  struct stat status{};
  fstat(file, &status);
  const auto size = static_cast<size_t>(status.st_size);
  void* memory = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
  const int problem = errno;
  close(file);
  if (memory == MAP_FAILED) throw std::runtime_error("Could not map " + path + ": " + std::strerror(problem) + ".");
  return at::from_blob(
      memory, {static_cast<int64_t>(size)},
      [size](void* pointer) {
        if (pointer != nullptr) munmap(pointer, size);
      },
      at::TensorOptions().dtype(at::kByte));
#endif
}

/// mapFile(path) -> byte tensor backed by the file
Napi::Value mapFile(const Napi::CallbackInfo& info) {
  return number(info, Environment::of(info.Env()).handles.put(mapped(info[0].As<Napi::String>().Utf8Value())));
}

/// viewBytes(bytes, offset, dtype, shape) -> tensor that shares the memory and keeps it alive
Napi::Value viewBytes(const Napi::CallbackInfo& info) {
  auto& handles = Environment::of(info.Env()).handles;
  const at::Tensor bytes = handles.get(integer(info[0]));
  const int64_t offset = integer(info[1]);
  const auto dtype = static_cast<at::ScalarType>(integer(info[2]));
  const auto shape = integers(info[3]);
  int64_t size = static_cast<int64_t>(c10::elementSize(dtype));
  for (const int64_t extent : shape) size *= extent;
  TORCH_CHECK(offset >= 0 && size >= 0 && offset + size <= bytes.numel(), "Bytes ", offset, " to ", offset + size,
              " lie outside a file of ", bytes.numel(), " bytes.");
  const auto address = reinterpret_cast<uintptr_t>(bytes.data_ptr()) + offset;
  const auto options = at::TensorOptions().dtype(dtype);
  auto view = at::from_blob(reinterpret_cast<void*>(address), shape, [bytes](void*) {}, options);
  // Old writers did not align their data; vector instructions may ask for it.
  if (address % c10::elementSize(dtype) != 0) view = view.clone();
  return number(info, handles.put(view));
}

}  // namespace

void defineSafetensors(Napi::Object exports) {
  define<mapFile>(exports, "mapFile");
  define<viewBytes>(exports, "viewBytes");
}

}  // namespace summnb

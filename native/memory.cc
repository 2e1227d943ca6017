// Memory statistics: of tensors, and of the devices that hold them.
#include <ATen/ATen.h>
#include <c10/core/CachingDeviceAllocator.h>

#include "convert.h"
#include "cpu_memory.h"
#include "environment.h"

namespace summnb {

namespace {

c10::Device deviceOf(const Napi::CallbackInfo& info) {
  auto device = c10::Device(info[0].As<Napi::String>().Utf8Value());
  if (!device.is_cpu() && !device.has_index()) device.set_index(0);
  return device;
}

/// The caching allocator of an accelerator; null for the CPU, and before the first use.
c10::DeviceAllocator* allocatorOf(c10::Device device) {
  if (device.is_cpu()) return nullptr;
  auto* allocator = dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(device.type()));
  return allocator != nullptr && allocator->initialized() ? allocator : nullptr;
}

c10::CachingAllocator::Stat ofAllKinds(const c10::CachingAllocator::StatArray& stats) {
  return stats[static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE)];
}

/// deviceMemory(device) -> {reserved[, free, total]} in bytes, of the whole device; null for the CPU
Napi::Value deviceMemory(const Napi::CallbackInfo& info) {
  const auto device = deviceOf(info);
  auto* allocator = allocatorOf(device);
  if (allocator == nullptr) return info.Env().Null();
  auto result = Napi::Object::New(info.Env());
  const auto stats = allocator->getDeviceStats(device.index());
  result.Set("reserved", number(info, ofAllKinds(stats.reserved_bytes).current));
  try {
    const auto [free, total] = allocator->getMemoryInfo(device.index());
    result.Set("free", number(info, static_cast<double>(free)));
    result.Set("total", number(info, static_cast<double>(total)));
  } catch (const c10::NotImplementedError&) {
    // Not every device tells.
  }
  return result;
}

/// tensorMemory(device) -> [allocated, peak] in bytes; of tensors alone, on the CPU as well
Napi::Value tensorMemory(const Napi::CallbackInfo& info) {
  const auto device = deviceOf(info);
  auto result = Napi::Array::New(info.Env(), 2);
  auto fill = [&](int64_t allocated, int64_t peak) {
    result.Set(0u, number(info, static_cast<double>(allocated)));
    result.Set(1u, number(info, static_cast<double>(peak)));
    return result;
  };
  if (device.is_cpu()) return fill(allocatedCpuMemory(), peakCpuMemory());
  auto* allocator = allocatorOf(device);
  if (allocator == nullptr) return info.Env().Null();
  const auto bytes = ofAllKinds(allocator->getDeviceStats(device.index()).allocated_bytes);
  return fill(bytes.current, bytes.peak);
}

/// resetPeakTensorMemory(device)
Napi::Value resetPeakTensorMemory(const Napi::CallbackInfo& info) {
  const auto device = deviceOf(info);
  if (device.is_cpu()) resetPeakCpuMemory();
  else if (auto* allocator = allocatorOf(device)) allocator->resetPeakStats(device.index());
  return info.Env().Undefined();
}

}  // namespace

void defineMemory(Napi::Object exports) {
  define<deviceMemory>(exports, "deviceMemory");
  define<tensorMemory>(exports, "tensorMemory");
  define<resetPeakTensorMemory>(exports, "resetPeakTensorMemory");
}

}  // namespace summnb

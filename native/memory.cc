// Memory statistics: of the process (CPU) or of a device's caching allocator.
#include <ATen/ATen.h>
#include <c10/core/CachingDeviceAllocator.h>

#ifndef _WIN32
#include <sys/resource.h>
#endif

#include "convert.h"
#include "cpu_memory.h"
#include "environment.h"

namespace summnb {

namespace {

/// deviceMemory(device) -> {allocated, reserved, peakAllocated} in bytes, or null for the CPU
Napi::Value deviceMemory(const Napi::CallbackInfo& info) {
  auto device = c10::Device(info[0].As<Napi::String>().Utf8Value());
  if (device.is_cpu()) return info.Env().Null();
  if (!device.has_index()) device.set_index(0);
  auto* allocator = dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(device.type()));
  if (allocator == nullptr || !allocator->initialized()) return info.Env().Null();
  const auto stats = allocator->getDeviceStats(device.index());
  constexpr auto all = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  auto result = Napi::Object::New(info.Env());
  result.Set("allocated", number(info, stats.allocated_bytes[all].current));
  result.Set("reserved", number(info, stats.reserved_bytes[all].current));
  result.Set("peakAllocated", number(info, stats.allocated_bytes[all].peak));
  return result;
}

/// tensorMemory(device) -> [allocated, peak] in bytes; of tensors alone, on the CPU as well
Napi::Value tensorMemory(const Napi::CallbackInfo& info) {
  auto device = c10::Device(info[0].As<Napi::String>().Utf8Value());
  auto result = Napi::Array::New(info.Env(), 2);
  double allocated = static_cast<double>(allocatedCpuMemory());
  double peak = static_cast<double>(peakCpuMemory());
  if (!device.is_cpu()) {
    if (!device.has_index()) device.set_index(0);
    auto* allocator = dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(device.type()));
    if (allocator == nullptr || !allocator->initialized()) return info.Env().Null();
    const auto stats = allocator->getDeviceStats(device.index());
    constexpr auto all = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    allocated = static_cast<double>(stats.allocated_bytes[all].current);
    peak = static_cast<double>(stats.allocated_bytes[all].peak);
  }
  result.Set(0u, allocated);
  result.Set(1u, peak);
  return result;
}

/// resetPeakTensorMemory(device)
Napi::Value resetPeakTensorMemory(const Napi::CallbackInfo& info) {
  auto device = c10::Device(info[0].As<Napi::String>().Utf8Value());
  if (device.is_cpu()) {
    resetPeakCpuMemory();
    return info.Env().Undefined();
  }
  if (!device.has_index()) device.set_index(0);
  auto* allocator = dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(device.type()));
  if (allocator != nullptr && allocator->initialized()) allocator->resetPeakStats(device.index());
  return info.Env().Undefined();
}

/// processPeakMemory() -> the largest resident size so far, in bytes; 0 where the system does not tell
Napi::Value processPeakMemory(const Napi::CallbackInfo& info) {
#ifdef _WIN32
  return number(info, 0);
#else
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
  return number(info, usage.ru_maxrss);
#else
  return number(info, static_cast<double>(usage.ru_maxrss) * 1024);
#endif
#endif
}

}  // namespace

void defineMemory(Napi::Object exports) {
  define<deviceMemory>(exports, "deviceMemory");
  define<tensorMemory>(exports, "tensorMemory");
  define<resetPeakTensorMemory>(exports, "resetPeakTensorMemory");
  define<processPeakMemory>(exports, "processPeakMemory");
}

}  // namespace summnb

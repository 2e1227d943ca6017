// Counts what tensors hold on the CPU, as caching allocators of other devices do: LibTorch keeps no such count.
#include "cpu_memory.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#ifdef __APPLE__
#include <malloc/malloc.h>
#elif !defined(_WIN32)
#include <malloc.h>
#endif

namespace summnb {

namespace {

std::atomic<int64_t> allocated{0};
std::atomic<int64_t> peak{0};
c10::Allocator* inner = nullptr;

int64_t sizeOf(void* data) {
#ifdef __APPLE__
  return static_cast<int64_t>(malloc_size(data));
#elif defined(_WIN32)
  return static_cast<int64_t>(_aligned_msize(data, 64, 0));
#else
  return static_cast<int64_t>(malloc_usable_size(data));
#endif
}

void release(void* data) {
  if (data != nullptr) allocated.fetch_sub(sizeOf(data), std::memory_order_relaxed);
  inner->raw_deallocate(data);
}

struct CountingAllocator final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) override {
    void* data = inner->raw_allocate(bytes);
    if (data != nullptr) {
      const int64_t now = allocated.fetch_add(sizeOf(data), std::memory_order_relaxed) + sizeOf(data);
      int64_t seen = peak.load(std::memory_order_relaxed);
      while (now > seen && !peak.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
      }
    }
    return {data, data, &release, c10::Device(c10::DeviceType::CPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* target, const void* source, size_t count) const override {
    default_copy_data(target, source, count);
  }
};

}  // namespace

void countCpuMemory() {
  static CountingAllocator counting;
  static std::once_flag once;
  std::call_once(once, [] {
    inner = c10::GetCPUAllocator();
    c10::SetCPUAllocator(&counting, /*priority=*/100);
  });
}

int64_t allocatedCpuMemory() { return std::max<int64_t>(0, allocated.load(std::memory_order_relaxed)); }
int64_t peakCpuMemory() { return peak.load(std::memory_order_relaxed); }
void resetPeakCpuMemory() { peak.store(allocatedCpuMemory(), std::memory_order_relaxed); }

}  // namespace summnb

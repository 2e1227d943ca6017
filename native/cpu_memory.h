#pragma once
#include <cstdint>

namespace summnb {

/// From now on every tensor that is made on the CPU is counted; once a process, before the first tensor.
void countCpuMemory();
int64_t allocatedCpuMemory();
int64_t peakCpuMemory();
/// The peak starts anew from what is allocated now.
void resetPeakCpuMemory();

}  // namespace summnb

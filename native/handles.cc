#include "handles.h"

#include <algorithm>

#include "convert.h"
#include "environment.h"

namespace summnb {

namespace {
constexpr int kIndexBits = 24;
constexpr int64_t kIndexMask = (int64_t{1} << kIndexBits) - 1;
constexpr int64_t kGenerations = int64_t{1} << 28;
}  // namespace

Handle Handles::put(at::Tensor tensor) {
  int32_t index;
  if (free_.empty()) {
    index = static_cast<int32_t>(slots_.size());
    if (index > kIndexMask) throw HandleError("More than 16 million tensors are alive; free them with scopes.");
    slots_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Slot& slot = slots_[index];
  slot.tensor = std::move(tensor);
  slot.live = true;
  slot.generation = (slot.generation + 1) % kGenerations;
  const Handle handle = (slot.generation << kIndexBits) | index;
  if (current_ != 0) scopes_[current_].push_back(handle);
  return handle;
}

Handles::Slot* Handles::find(Handle handle) {
  const int64_t index = handle & kIndexMask;
  if (handle < 0 || index >= static_cast<int64_t>(slots_.size())) return nullptr;
  Slot& slot = slots_[index];
  return slot.live && slot.generation == handle >> kIndexBits ? &slot : nullptr;
}

at::Tensor& Handles::get(Handle handle) {
  Slot* slot = find(handle);
  if (slot == nullptr)
    throw HandleError("This tensor was freed: the scope that made it has ended. Return it from the scope to keep it.");
  return slot->tensor;
}

void Handles::free(Handle handle) {
  Slot* slot = find(handle);
  if (slot == nullptr) return;
  slot->tensor.reset();
  slot->live = false;
  free_.push_back(static_cast<int32_t>(handle & kIndexMask));
}

int64_t Handles::createScope() {
  scopes_[++lastScope_];
  return lastScope_;
}

int64_t Handles::enterScope(int64_t scope) {
  if (scope != 0 && scopes_.find(scope) == scopes_.end()) throw HandleError("This scope has ended.");
  return std::exchange(current_, scope);
}

size_t Handles::disposeScope(int64_t scope, const std::vector<Handle>& keep) {
  const auto found = scopes_.find(scope);
  if (found == scopes_.end()) return 0;
  const std::vector<Handle> owned = std::move(found->second);
  scopes_.erase(found);
  if (current_ == scope) current_ = 0;
  size_t freed = 0;
  for (const Handle handle : owned) {
    if (std::find(keep.begin(), keep.end(), handle) == keep.end()) {
      free(handle);
      freed++;
    } else if (current_ != 0) {
      scopes_[current_].push_back(handle);
    }
  }
  return freed;
}

namespace {

Napi::Value createScope(const Napi::CallbackInfo& info) {
  return number(info, Environment::of(info.Env()).handles.createScope());
}

Napi::Value enterScope(const Napi::CallbackInfo& info) {
  return number(info, Environment::of(info.Env()).handles.enterScope(integer(info[0])));
}

Napi::Value disposeScope(const Napi::CallbackInfo& info) {
  const auto keep = info.Length() > 1 ? integers(info[1]) : std::vector<int64_t>{};
  return number(info, Environment::of(info.Env()).handles.disposeScope(integer(info[0]), keep));
}

Napi::Value freeHandle(const Napi::CallbackInfo& info) {
  Environment::of(info.Env()).handles.free(integer(info[0]));
  return info.Env().Undefined();
}

Napi::Value liveHandles(const Napi::CallbackInfo& info) {
  return number(info, Environment::of(info.Env()).handles.live());
}

}  // namespace

void defineHandles(Napi::Object exports) {
  define<createScope>(exports, "createScope");
  define<enterScope>(exports, "enterScope");
  define<disposeScope>(exports, "disposeScope");
  define<freeHandle>(exports, "free");
  define<liveHandles>(exports, "liveHandles");
}

}  // namespace summnb

// Tensors as numbers: a handle is an index into a table with the generation of its slot, so that a handle
// that was freed is noticed instead of reaching another tensor. Scopes own handles and free them together.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace summnb {

struct HandleError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct InterruptedError : std::exception {};

/// Exactly representable as a JavaScript number: generation * 2^24 + index, below 2^53.
using Handle = int64_t;

class Handles {
 public:
  /// Adds a tensor to the current scope, if there is one.
  Handle put(at::Tensor tensor);
  /// The tensor of a live handle; throws HandleError for one that was freed or never was.
  at::Tensor& get(Handle handle);
  void free(Handle handle);
  size_t live() const { return slots_.size() - free_.size(); }

  int64_t createScope();
  /// Makes `scope` (0 for none) own what is put from now on; gives the one before.
  int64_t enterScope(int64_t scope);
  /// Frees what the scope owns but `keep`, which moves to the current scope. Gives how many were freed.
  size_t disposeScope(int64_t scope, const std::vector<Handle>& keep);

 private:
  struct Slot {
    at::Tensor tensor;
    int64_t generation = 0;
    bool live = false;
  };
  Slot* find(Handle handle);

  std::vector<Slot> slots_;
  std::vector<int32_t> free_;
  std::unordered_map<int64_t, std::vector<Handle>> scopes_;
  int64_t current_ = 0;
  int64_t lastScope_ = 0;
};

}  // namespace summnb

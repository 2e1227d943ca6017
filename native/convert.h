// JavaScript values to LibTorch's IValues by the types that an operator's schema declares, and back.
#pragma once
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <napi.h>

#include <vector>

#include "handles.h"

namespace summnb {

int64_t integer(const Napi::Value& value);
std::vector<int64_t> integers(const Napi::Value& value);

template <typename T>
Napi::Value number(const Napi::CallbackInfo& info, T value) {
  return Napi::Number::New(info.Env(), static_cast<double>(value));
}

c10::IValue toIValue(Handles& handles, const Napi::Value& value, const c10::Type& type);
Napi::Value fromIValue(Napi::Env env, Handles& handles, const c10::IValue& value);

/// Tensor arguments of a call in words, such as "float32[8, 12] on cpu", for error messages.
std::string describe(const at::Tensor& tensor);

}  // namespace summnb

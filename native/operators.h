// Any operator of LibTorch by its schema, through the dispatcher's boxed calling convention.
#pragma once
#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>
#include <string>
#include <vector>

namespace summnb {

struct Operator {
  c10::OperatorHandle handle;
  std::string name;
  std::vector<c10::TypePtr> types;
  std::vector<std::string> arguments;
  std::vector<std::optional<c10::IValue>> defaults;
};

}  // namespace summnb

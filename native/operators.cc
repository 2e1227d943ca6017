#include "operators.h"

#include <ATen/ATen.h>

#include <sstream>

#include "convert.h"
#include "environment.h"

namespace summnb {

namespace {

/// resolve(name, overload) -> operator id. `name` is qualified, such as "aten::add".
Napi::Value resolve(const Napi::CallbackInfo& info) {
  const auto name = info[0].As<Napi::String>().Utf8Value();
  const auto overload = info[1].As<Napi::String>().Utf8Value();
  auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name.c_str(), overload.c_str());
  Operator op{handle, overload.empty() ? name : name + "." + overload, {}, {}, {}};
  for (const auto& argument : handle.schema().arguments()) {
    op.types.push_back(argument.real_type());
    op.arguments.push_back(argument.name());
    op.defaults.push_back(argument.default_value());
  }
  auto& operators = Environment::of(info.Env()).operators;
  operators.push_back(std::move(op));
  return number(info, operators.size() - 1);
}

// Only on failure: shapes, dtypes and devices of the tensor arguments, by name.
std::string describeCall(const Operator& op, Handles& handles, const Napi::CallbackInfo& info) {
  std::ostringstream text;
  text << op.name << "(";
  bool first = true;
  for (size_t i = 0; i < op.types.size() && i + 1 < info.Length(); i++) {
    const bool isTensor = op.types[i]->kind() == c10::TypeKind::TensorType;
    if (!isTensor || !info[i + 1].IsNumber()) continue;
    text << (first ? "" : ", ") << op.arguments[i] << ": ";
    first = false;
    try {
      text << describe(handles.get(integer(info[i + 1])));
    } catch (const HandleError&) {
      text << "freed";
    }
  }
  text << ")";
  return text.str();
}

c10::IValue argument(Handles& handles, const Operator& op, size_t i, const Napi::CallbackInfo& info) {
  const bool given = i + 1 < info.Length() && !info[i + 1].IsUndefined();
  if (given) return toIValue(handles, info[i + 1], *op.types[i]);
  if (op.defaults[i]) return *op.defaults[i];
  if (op.types[i]->kind() == c10::TypeKind::OptionalType) return c10::IValue();
  throw std::invalid_argument("The argument '" + op.arguments[i] + "' is missing.");
}

/// call(id, ...arguments) -> the result, or an array of several. `undefined` means the schema's default.
Napi::Value call(const Napi::CallbackInfo& info) {
  auto& environment = Environment::of(info.Env());
  const auto& op = environment.operators.at(integer(info[0]));
  try {
    if (interrupted()) throw InterruptedError();
    torch::jit::Stack stack;
    stack.reserve(op.types.size());
    for (size_t i = 0; i < op.types.size(); i++) stack.push_back(argument(environment.handles, op, i, info));
    op.handle.callBoxed(stack);
    if (stack.empty()) return info.Env().Undefined();
    if (stack.size() == 1) return fromIValue(info.Env(), environment.handles, stack.front());
    auto results = Napi::Array::New(info.Env(), stack.size());
    for (size_t i = 0; i < stack.size(); i++)
      results[static_cast<uint32_t>(i)] = fromIValue(info.Env(), environment.handles, stack[i]);
    return results;
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    rethrow(info.Env(), describeCall(op, environment.handles, info));
  }
}

Napi::Value requestInterrupt(const Napi::CallbackInfo& info) {
  setInterrupted(true);
  return info.Env().Undefined();
}

Napi::Value clearInterrupt(const Napi::CallbackInfo& info) {
  setInterrupted(false);
  return info.Env().Undefined();
}

/// setInterruptible(value) -> the value before; of this thread.
Napi::Value setThreadInterruptible(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), setInterruptible(info[0].As<Napi::Boolean>().Value()));
}

}  // namespace

void defineOperators(Napi::Object exports) {
  define<resolve>(exports, "resolve");
  define<call>(exports, "call");
  define<requestInterrupt>(exports, "requestInterrupt");
  define<clearInterrupt>(exports, "clearInterrupt");
  define<setThreadInterruptible>(exports, "setInterruptible");
}

}  // namespace summnb
